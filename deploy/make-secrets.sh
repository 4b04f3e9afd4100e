#!/bin/sh
# Makes what only this installation may know, in deploy/secrets, and leaves what
# is there. Run as root, since each file belongs to the user of its container:
#   sudo sh deploy/make-secrets.sh [ferretdb|mongodb|sqlite]
set -eu
cd "$(dirname "$0")"
database="${1:-ferretdb}"
umask 077
mkdir -p secrets
chmod 711 secrets

random() { head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }

# put NAME OWNER: keeps standard input as a secret, unless there is one.
put() {
  if [ -e "secrets/$1" ]; then
    echo "kept:  deploy/secrets/$1"
    return
  fi
  cat >"secrets/$1"
  chown "$2" "secrets/$1"
  chmod 400 "secrets/$1"
  echo "made:  deploy/secrets/$1"
}

server=65532
random | put master_key "$server"
printf '' | put mail_url "$server"
case "$database" in
ferretdb)
  random | put postgres_password 0
  password="$(cat secrets/postgres_password)"
  printf 'postgres://wijkstem:%s@postgres:5432/postgres' "$password" | put postgres_url 1000
  printf 'mongodb://wijkstem:%s@ferretdb:27017/wijkstem' "$password" | put database_url "$server"
  ;;
mongodb)
  random | put mongodb_password 999
  printf 'mongodb://wijkstem:%s@mongodb:27017/wijkstem?authSource=admin' "$(cat secrets/mongodb_password)" | put database_url "$server"
  ;;
sqlite) ;;
*)
  echo "choose ferretdb, mongodb or sqlite" >&2
  exit 1
  ;;
esac
echo "Keep a copy of master_key apart from every backup: in a safe, on paper or in a vault."
