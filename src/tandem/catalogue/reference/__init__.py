"""What the project ships of the public nomenclatures. README.md tells where each file is from."""
