"""What all apps share: clock, paths, keys, problems, running numbers, texts in two languages, the console's pages."""
