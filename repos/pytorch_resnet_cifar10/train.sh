#!/bin/sh
# Starts train.py with the first Python that has PyTorch; PYTHON=/path/to/python3 chooses another.
here=$(dirname "$0")

has_torch() {
  "$1" -c 'import importlib.util, sys; sys.exit(importlib.util.find_spec("torch") is None)' \
    2>/dev/null
}

if [ -n "${PYTHON:-}" ]; then
  if has_torch "$PYTHON"; then exec "$PYTHON" "$here/train.py" "$@"; fi
  echo "train.sh: PYTHON=$PYTHON is no Python with PyTorch" >&2
  exit 1
fi
for python in /usr/bin/python3 python3; do
  if has_torch "$python"; then exec "$python" "$here/train.py" "$@"; fi
done
echo "train.sh: no Python with PyTorch found (tried /usr/bin/python3 and python3)." >&2
echo "train.sh: install it (Debian: apt-get install python3-torch) or set PYTHON." >&2
exit 1
