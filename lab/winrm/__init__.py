"""A WinRM server on loopback: the remote shell protocol (MS-WSMV) as real Windows hosts speak it."""
