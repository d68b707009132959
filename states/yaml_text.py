"""Reading YAML safely, in C where the library has it: the definition is read at every start of the command line."""

from typing import Any

import yaml

# The safe loaders know plain values only: no tags that make objects.
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the types of the library do not know the one in C


def read_yaml(text: str) -> Any:  # noqa: ANN401  # whatever stands in the file; a schema judges it
    """Return what YAML text holds.

    Raises:
        yaml.YAMLError: the text is not YAML, or holds a tag.
    """
    loader = LOADER(text)
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()
