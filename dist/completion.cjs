var q=Object.create;var p=Object.defineProperty;var D=Object.getOwnPropertyDescriptor;var S=Object.getOwnPropertyNames;var v=Object.getPrototypeOf,z=Object.prototype.hasOwnProperty;var s=(o,n)=>()=>{try{return n||o((n={exports:{}}).exports,n),n.exports}catch(e){throw n=0,e}},U=(o,n)=>{for(var e in n)p(o,e,{get:n[e],enumerable:!0})},u=(o,n,e,m)=>{if(n&&typeof n=="object"||typeof n=="function")for(let t of S(n))!z.call(o,t)&&t!==e&&p(o,t,{get:()=>n[t],enumerable:!(m=D(n,t))||m.enumerable});return o};var r=(o,n,e)=>(e=o!=null?q(v(o)):{},u(n||!o||!o.__esModule?p(e,"default",{value:o,enumerable:!0}):e,o)),F=o=>u(p({},"__esModule",{value:!0}),o);var d=s((K,$)=>{$.exports=require("./lint.cjs")["src/rule/builtin.ts"]});var _=s((N,O)=>{O.exports=require("./lint.cjs")["src/finding/finding.ts"]});var h=s((Q,g)=>{g.exports=require("./lint.cjs")["src/cli/commands.ts"]});var j=s((T,b)=>{b.exports=require("./lint.cjs")["src/cli/options.ts"]});var C=s((V,P)=>{P.exports=require("./lint.cjs")["src/cli/output.ts"]});var y=s((Z,w)=>{w.exports=require("./lint.cjs")["src/cli/usage-error.ts"]});var H={};U(H,{completionCommand:()=>I});module.exports=F(H);var M=r(d()),W=r(_()),c=r(h()),f=r(j()),x=r(C()),k=r(y()),i={bash:E,zsh:B,fish:G};function I({words:o}){let[n=""]=o,e=Object.hasOwn(i,n)?i[n]:void 0;if(!e)throw new k.UsageError(`completion takes ${Object.keys(i).join(", ")}${n===""?"":`, not ${n}`}: source <(sa-lint completion bash)`);return(0,x.writeOut)(e()),0}var l=Object.keys(c.commands).filter(o=>o!=="lint");function X(o){return Object.entries({...c.commands[o].options,...f.everywhereOptions})}function R(o){return X(o).flatMap(([n,{short:e}])=>[`--${n}`,...e?[`-${e}`]:[]]).join(" ")}function L(){return Object.values((0,M.builtinRules)()).flat().map(({id:o})=>o).sort().join(" ")}var A="text json sarif markdown github junit html dot mermaid graphml";function E(){let o=l.map(n=>`    ${n}) flags="${R(n)}" ;;`).join(`
`);return`# bash completion of sa-lint: source <(sa-lint completion bash)
_sa_lint() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]} flags
  case $before in
    --fail-on) COMPREPLY=($(compgen -W "${W.severities.join(" ")}" -- "$word")); return ;;
    --format|-f) COMPREPLY=($(compgen -W "${A}" -- "$word")); return ;;
    --color) COMPREPLY=($(compgen -W "auto always never" -- "$word")); return ;;
    explain) COMPREPLY=($(compgen -W "${L()}" -- "$word")); return ;;
    completion) COMPREPLY=($(compgen -W "${Object.keys(i).join(" ")}" -- "$word")); return ;;
  esac
  case $command in
${o}
    *) flags="${R("lint")}" ;;
  esac
  if [[ $word == -* ]]; then COMPREPLY=($(compgen -W "$flags" -- "$word"))
  elif ((COMP_CWORD == 1)); then COMPREPLY=($(compgen -W "${l.join(" ")}" -- "$word") $(compgen -f -- "$word"))
  else COMPREPLY=($(compgen -f -- "$word")); fi
}
complete -o filenames -F _sa_lint sa-lint
`}function B(){return`#compdef sa-lint
# zsh completion of sa-lint: source <(sa-lint completion zsh)
autoload -U +X bashcompinit && bashcompinit
${E()}`}function G(){let o=e=>`'${e.replace(/'/g,"\\'")}'`,n=["# fish completion of sa-lint: sa-lint completion fish | source","set -l commands "+l.join(" ")];for(let e of l)n.push(`complete -c sa-lint -n "not __fish_seen_subcommand_from $commands" -a ${e} -d ${o(c.commands[e].help)}`);for(let[e,m]of Object.entries(c.commands)){let t=e==="lint"?"not __fish_seen_subcommand_from $commands":`__fish_seen_subcommand_from ${e}`;for(let[Y,a]of Object.entries({...m.options,...f.everywhereOptions}))n.push(`complete -c sa-lint -n "${t}" -l ${Y}${a.short?` -s ${a.short}`:""}${a.type==="string"?" -r":""} -d ${o(a.help)}`)}return n.push(`complete -c sa-lint -n "__fish_seen_subcommand_from explain" -f -a ${o(L())}`,`complete -c sa-lint -n "__fish_seen_subcommand_from completion" -f -a "${Object.keys(i).join(" ")}"`),`${n.join(`
`)}
`}0&&(module.exports={completionCommand});
