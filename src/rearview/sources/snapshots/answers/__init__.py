"""What can be asked about one run: each question a module, from where everything in the file stands to rows that answer it."""
