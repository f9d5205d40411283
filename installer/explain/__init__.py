"""What exit codes, error IDs, error names and lines of logs mean: data in, explanations out."""
