"""Run the command: `python -m radrefs`."""

from radrefs.cli import main

if __name__ == "__main__":
    main()
