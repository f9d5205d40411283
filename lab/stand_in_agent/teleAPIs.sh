# Empty in the stand-in: the real package has a program here.
