#!/bin/sh
# Starts load.py with the first Python that has PyTorch, else with any.
here=$(dirname "$0")
for python in "${PYTHON:-}" /usr/bin/python3 python3; do
  [ -n "$python" ] || continue
  if "$python" -c 'import importlib.util, sys; sys.exit(importlib.util.find_spec("torch") is None)' 2>/dev/null; then
    exec "$python" "$here/load.py" "$@"
  fi
done
exec python3 "$here/load.py" "$@"
