var N=Object.create;var n=Object.defineProperty;var O=Object.getOwnPropertyDescriptor;var R=Object.getOwnPropertyNames;var _=Object.getPrototypeOf,E=Object.prototype.hasOwnProperty;var a=(t,e)=>()=>{try{return e||t((e={exports:{}}).exports,e),e.exports}catch(s){throw e=0,s}},g=(t,e)=>{for(var s in e)n(t,s,{get:e[s],enumerable:!0})},y=(t,e,s,d)=>{if(e&&typeof e=="object"||typeof e=="function")for(let r of R(e))!E.call(t,r)&&r!==s&&n(t,r,{get:()=>e[r],enumerable:!(d=O(e,r))||d.enumerable});return t};var l=(t,e,s)=>(s=t!=null?N(_(t)):{},y(e||!t||!t.__esModule?n(s,"default",{value:t,enumerable:!0}):s,t)),G=t=>y(n({},"__esModule",{value:!0}),t);var v=a((B,w)=>{w.exports=require("./report-json.cjs")["src/report/links.ts"]});var x=a((D,b)=>{b.exports=require("./lint.cjs")["src/version.ts"]});var k=a((F,$)=>{$.exports=require("./lint.cjs")["src/cli/output.ts"]});var q=a((H,j)=>{j.exports=require("./lint.cjs")["src/cli/usage-error.ts"]});var z={};g(z,{initCommand:()=>W,"src/config/find.ts":()=>p});module.exports=G(z);var c=require("node:fs"),S=require("node:path");var p={};g(p,{configName:()=>m,findConfig:()=>P});var f=require("node:fs"),i=require("node:path"),m="sa-lint.yaml";function P(t){for(let e=t;;e=(0,i.dirname)(e)){let s=(0,i.join)(e,m);if((0,f.existsSync)(s))return s;if((0,f.existsSync)((0,i.join)(e,".git"))||(0,i.dirname)(e)===e)return}}var C=l(v()),u=l(x()),o=l(k()),L=l(q()),h=C.homepage.replace("https://github.com/",""),T=`https://raw.githubusercontent.com/${h}/v${u.version}/dist/config.schema.json`,U={[m]:`# yaml-language-server: $schema=${T}
# Settings of sa-lint; the command line goes before them. Paths are relative to this file.

# Lowest severity that fails: critical, high, medium, low or info.
fail-on: medium

# Severity by rule; \`*\` stands for any letters, the last entry that fits decides. \`sa-lint rules\` lists them.
# rules:
#   workloads-deletable: off
#   token-*: low

# The same for some files; patterns as in .gitignore.
# paths:
#   - files: [examples/]
#     rules: { '*': info }

# What is not analysed at all.
# exclude: [vendor/]

# Objects that exist in the cluster already: loaded, never reported on.
# cluster: [cluster.yaml]

# Nothing exists beyond the files: what is not in them is absent, not unknown.
# complete: true
`,".pre-commit-config.yaml":`repos:
  - repo: https://github.com/${h}
    rev: v${u.version}
    hooks:
      - id: sa-lint
`,".github/workflows/sa-lint.yaml":`name: sa-lint
on:
  pull_request:
  push:
    branches: [main]
permissions:
  contents: read
  security-events: write
jobs:
  sa-lint:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - uses: ${h}@v${u.version}
        id: sa-lint
      - uses: github/codeql-action/upload-sarif@v4
        if: always() && steps.sa-lint.outputs.sarif != ''
        with:
          sarif_file: \${{ steps.sa-lint.outputs.sarif }}
`};function W({words:t}){if(t.length>0)throw new L.UsageError(`init takes no argument, not ${t.join(" ")}: it writes into the working directory`);for(let[e,s]of Object.entries(U)){if((0,c.existsSync)(e)){(0,o.writeOut)(`kept    ${e}, which is there already
`);continue}(0,c.mkdirSync)((0,S.dirname)(e),{recursive:!0}),(0,o.writeGiven)(e,s),(0,o.writeOut)(`wrote   ${e}
`)}return 0}0&&(module.exports={initCommand,"src/config/find.ts":null});
