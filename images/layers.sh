#!/bin/sh
# Takes a packaged service apart into what changes seldom and what changes often, so that an update of an image is small.
# usage: layers.sh JAR FOLDER     FOLDER/dependencies and FOLDER/application together are run by: java -jar service.jar
set -eu
jar=${1:?usage: layers.sh JAR FOLDER} folder=${2:?usage: layers.sh JAR FOLDER}
java -Djarmode=tools -jar "$jar" extract --layers --destination "$folder"
# One name for every service; the version of the jar must not change the command of the image.
mv "$folder/application/$(basename "$jar")" "$folder/application/service.jar"
# What is under development changes as often as the service. The loader is needed for a packed jar only.
cp -R "$folder/snapshot-dependencies/." "$folder/application/"
rm -r "$folder/snapshot-dependencies" "$folder/spring-boot-loader"
