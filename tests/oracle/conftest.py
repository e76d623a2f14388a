"""The scripts that record need the frameworks; what they recorded does not."""

collect_ignore_glob = ["record*.py"]
