#!/bin/sh
# Lays the native libraries of a packed program for this machine's processor into a folder: a container whose root file
# system is read-only has no place to unpack them.
# usage: natives.sh JAR FOLDER
set -eu
jar=${1:?usage: natives.sh JAR FOLDER} folder=${2:?usage: natives.sh JAR FOLDER}
case $(uname -m) in
x86_64 | amd64) netty=x86_64 sqlite=x86_64 ;;
aarch64 | arm64) netty=aarch_64 sqlite=aarch64 ;;
*)
  echo "no native libraries are known for $(uname -m) (expected: x86_64 or aarch64)" >&2
  exit 1
  ;;
esac
mkdir -p "$folder"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
jar=$(readlink -f "$jar")
(cd "$work" && jar xf "$jar" META-INF/native org/sqlite/native/Linux/$sqlite)
cp "$work"/META-INF/native/libnetty_*_$netty.so "$folder/"
if [ -d "$work/org/sqlite/native/Linux/$sqlite" ]; then cp "$work"/org/sqlite/native/Linux/$sqlite/* "$folder/"; fi
