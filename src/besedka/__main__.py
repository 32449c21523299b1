"""`python -m besedka` is `besedka`."""

from besedka.cli import main

if __name__ == "__main__":
    main()
