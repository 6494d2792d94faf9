"""The tables as they were before each capability had an app of its own. Only its migrations are left: they make the tables, and the
last of them hands each to its app, by the name that it has."""
