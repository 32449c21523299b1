"""What both doors, `http` and `gateway`, have in common: how the API's records look and are read, and who may come in."""
