"""Practice hosts by chroot(2), where root may not create namespaces. They need no mounts and no device nodes."""
