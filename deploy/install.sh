#!/bin/sh
# Installs this version into a folder, which it empties first: sh deploy/install.sh /opt/groeituin
#
# The lock serves as constraints: what is installed has the version and the hash that it names, and what only developers
# need is left out. PYTHON=python3.12 picks a Python, EXTRAS=traces adds what sends traces.
set -eu
python=${PYTHON:-python3}
target=$1
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

"$python" -m venv "$scratch/build"
pip="$scratch/build/bin/python -m pip --quiet --disable-pip-version-check --no-cache-dir"
# An older pip does not look at the hashes of constraints.
$pip install pip==26.3
$pip install --require-hashes --constraint requirements.txt hatchling
$pip wheel --no-deps --no-build-isolation --wheel-dir "$scratch" .

"$python" -m venv --clear --without-pip "$target"
wheel=$(echo "$scratch"/groeituin-*.whl)
sum=$(sha256sum "$wheel")
$pip --python "$target/bin/python" install --require-hashes --constraint requirements.txt \
	"groeituin${EXTRAS:+[$EXTRAS]} @ file://$wheel#sha256=${sum%% *}"
# What is deployed, and the settings of Prefect that its server and workers find in the folder where they start.
cp prefect.yaml pyproject.toml "$target/"
