#!/usr/bin/env bash
# Lays out the file systems of docker-compose.yml's containers without Docker, from Debian's packages.
#
# usage: rootfs.sh java FOLDER JAR     a Java runtime and a packaged service, as images/Dockerfile lays it out;
#                                      command: java -jar /app/service.jar, user 10001
#        rootfs.sh sidecar FOLDER     the sidecar; command: /daprd, user 10001
#        rootfs.sh control-plane FOLDER
#                                     the control plane; commands: /operator, /injector, /sentry, or /control-plane with
#                                     --role for several in one process, user 10001
#        rootfs.sh redis FOLDER        command: redis-server --bind 0.0.0.0 --protected-mode no, user 10001
#
# Needs root, debootstrap, and for java a JDK. The Debian part is made once and kept in CACHE.
# settings: SUITE (bookworm), MIRROR (debootstrap's own), CACHE (~/.cache/inlay-rootfs)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd -P)
suite=${SUITE:-bookworm}
cache=${CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/inlay-rootfs}
user=10001

fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

usage() {
  fail 'usage: rootfs.sh java FOLDER JAR | rootfs.sh sidecar|control-plane|redis FOLDER'
}

# A Debian with the given packages and without what no container needs, in a folder of the cache.
debian() {
  local name=$1 packages=$2 base=$cache/$suite-$1
  if [ ! -d "$base" ]; then
    mkdir -p "$cache"
    rm -rf "$base.tmp"
    echo "Making $base (once, some minutes)…" >&2
    debootstrap --variant=minbase --include="$packages" "$suite" "$base.tmp" ${MIRROR:+"$MIRROR"} >"$base.log" 2>&1 ||
      fail "debootstrap failed; its log: $base.log"
    rm -rf "$base.tmp"/var/cache/apt/* "$base.tmp"/var/lib/apt/lists/* "$base.tmp"/usr/share/{doc,man,info,locale} \
      "$base.tmp"/var/log/*
    mv "$base.tmp" "$base"
  fi
  printf '%s' "$base"
}

with_user() {
  local root=$1 name=$2
  echo "$name:x:$user:" >>"$root/etc/group"
  echo "$name:x:$user:$user::/home/$name:/usr/sbin/nologin" >>"$root/etc/passwd"
  install -d -o $user -g $user "$root/home/$name"
}

copy() {
  [ ! -e "$2" ] || [ -z "$(ls -A "$2")" ] || fail "$2 is not empty (expected: a new or empty folder)"
  mkdir -p "$2"
  cp -a --reflink=auto "$1/." "$2/"
}

# Runs a command in a file system that is being laid out.
within() {
  local root=$1
  shift
  mount -t proc proc "$root/proc"
  local status=0
  chroot "$root" "$@" || status=$?
  umount "$root/proc"
  return $status
}

# A program of a module: its launchers, its jar, its native libraries, and a class archive, which must be of the virtual
# machine that reads it. What comes after the jar's name is what Java is told to make the archive.
java_program() {
  local root=$1 built=$here/../$2/target name=$3
  shift 3
  [ -f "$built/$name.jar" ] || fail "$built/$name.jar is not there. Build it with ./mvnw verify first."
  copy "$(java_base)" "$root"
  with_user "$root" inlay
  mkdir -p "$root/opt/inlay"
  cp -r "$built/bin" "$built/$name.jar" "$root/opt/inlay/"
  "$here/natives.sh" "$built/$name.jar" "$root/opt/inlay/lib"
  # The archive is refused with a jar of another time than when it was made, and packers of images set times as they like.
  # A jar of the time 0 is taken whatever its time is later.
  touch -d @0 "$root/opt/inlay/$name.jar"
  within "$root" java "-XX:ArchiveClassesAtExit=/opt/inlay/$name.jsa" -Xlog:disable -Xlog:all=error:stderr \
    -XX:+UseSerialGC -cp "/opt/inlay/$name.jar" "$@" /tmp/rehearsal >/dev/null
  rm -rf "$root/tmp/rehearsal"
}

java_base() {
  debian java openjdk-17-jre-headless,ca-certificates-java
}

[ $# -ge 2 ] || usage
[ "$(id -u)" -eq 0 ] || fail 'rootfs.sh needs root: it makes files of several owners.'
command -v debootstrap >/dev/null || fail 'rootfs.sh needs debootstrap (apt-get install debootstrap).'

kind=$1 folder=$2
case $kind in
java)
  [ $# -eq 3 ] || usage
  [ -f "$3" ] || fail "$3 is not there. Build it with ./mvnw verify first."
  base=$(java_base)
  copy "$base" "$folder"
  with_user "$folder" inlay
  install -d -o $user -g $user "$folder/registry"
  layers=$(mktemp -d)
  trap 'rm -rf "$layers"' EXIT
  "$here/layers.sh" "$3" "$layers" >/dev/null
  mkdir "$folder/app"
  cp -r "$layers"/dependencies/. "$layers"/application/. "$folder/app/"
  ;;
sidecar)
  [ $# -eq 2 ] || usage
  java_program "$folder" sidecar inlay-sidecar -Dio.lettuce.core.jfr=false dev.inlay.sidecar.Rehearsal
  ln -s opt/inlay/bin/daprd "$folder/daprd"
  ;;
control-plane)
  [ $# -eq 2 ] || usage
  java_program "$folder" control-plane inlay-control-plane dev.inlay.controlplane.Rehearsal
  for role in control-plane operator injector sentry; do ln -s "opt/inlay/bin/$role" "$folder/$role"; done
  ;;
redis)
  [ $# -eq 2 ] || usage
  base=$(debian redis redis-server)
  copy "$base" "$folder"
  with_user "$folder" inlay
  install -d -o $user -g $user "$folder/data"
  ;;
*) usage ;;
esac
