var q=Object.create;var n=Object.defineProperty;var N=Object.getOwnPropertyDescriptor;var O=Object.getOwnPropertyNames;var C=Object.getPrototypeOf,R=Object.prototype.hasOwnProperty;var m=(t,e)=>()=>{try{return e||t((e={exports:{}}).exports,e),e.exports}catch(s){throw e=0,s}},g=(t,e)=>{for(var s in e)n(t,s,{get:e[s],enumerable:!0})},y=(t,e,s,d)=>{if(e&&typeof e=="object"||typeof e=="function")for(let o of O(e))!R.call(t,o)&&o!==s&&n(t,o,{get:()=>e[o],enumerable:!(d=N(e,o))||d.enumerable});return t};var c=(t,e,s)=>(s=t!=null?q(C(t)):{},y(e||!t||!t.__esModule?n(s,"default",{value:t,enumerable:!0}):s,t)),_=t=>y(n({},"__esModule",{value:!0}),t);var v=m((A,b)=>{b.exports=require("./report-json.cjs")["src/report/links.ts"]});var x=m((B,w)=>{w.exports=require("./lint.cjs")["src/version.ts"]});var k=m((D,$)=>{$.exports=require("./lint.cjs")["src/cli/output.ts"]});var W={};g(W,{initCommand:()=>T,"src/config/find.ts":()=>f});module.exports=_(W);var r=require("node:fs"),S=require("node:path");var f={};g(f,{configName:()=>a,findConfig:()=>F});var u=require("node:fs"),i=require("node:path"),a="sa-lint.yaml";function F(t){for(let e=t;;e=(0,i.dirname)(e)){let s=(0,i.join)(e,a);if((0,u.existsSync)(s))return s;if((0,u.existsSync)((0,i.join)(e,".git"))||(0,i.dirname)(e)===e)return}}var j=c(v()),l=c(x()),p=c(k()),h=j.homepage.replace("https://github.com/",""),L=`https://raw.githubusercontent.com/${h}/v${l.version}/dist/config.schema.json`,P={[a]:`# yaml-language-server: $schema=${L}
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
    rev: v${l.version}
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
      - uses: ${h}@v${l.version}
        id: sa-lint
      - uses: github/codeql-action/upload-sarif@v4
        if: always() && steps.sa-lint.outputs.sarif != ''
        with:
          sarif_file: \${{ steps.sa-lint.outputs.sarif }}
`};function T(){for(let[t,e]of Object.entries(P)){if((0,r.existsSync)(t)){(0,p.writeOut)(`kept    ${t}, which is there already
`);continue}(0,r.mkdirSync)((0,S.dirname)(t),{recursive:!0}),(0,r.writeFileSync)(t,e),(0,p.writeOut)(`wrote   ${t}
`)}return 0}0&&(module.exports={initCommand,"src/config/find.ts":null});
