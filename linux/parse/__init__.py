"""From evidence to facts, pure: one file per area; `host.parse_facts` puts them together. Nothing here ever raises."""
