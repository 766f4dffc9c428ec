var q=Object.create;var f=Object.defineProperty;var S=Object.getOwnPropertyDescriptor;var D=Object.getOwnPropertyNames;var v=Object.getPrototypeOf,z=Object.prototype.hasOwnProperty;var i=(o,n)=>()=>{try{return n||o((n={exports:{}}).exports,n),n.exports}catch(e){throw n=0,e}},U=(o,n)=>{for(var e in n)f(o,e,{get:n[e],enumerable:!0})},$=(o,n,e,s)=>{if(n&&typeof n=="object"||typeof n=="function")for(let r of D(n))!z.call(o,r)&&r!==e&&f(o,r,{get:()=>n[r],enumerable:!(s=S(n,r))||s.enumerable});return o};var c=(o,n,e)=>(e=o!=null?q(v(o)):{},$(n||!o||!o.__esModule?f(e,"default",{value:o,enumerable:!0}):e,o)),F=o=>$(f({},"__esModule",{value:!0}),o);var d=i((J,u)=>{u.exports=require("./lint.cjs")["src/rule/builtin.ts"]});var _=i((K,O)=>{O.exports=require("./lint.cjs")["src/finding/finding.ts"]});var h=i((Q,g)=>{g.exports=require("./lint.cjs")["src/cli/commands.ts"]});var P=i((T,b)=>{b.exports=require("./lint.cjs")["src/cli/options.ts"]});var C=i((V,j)=>{j.exports=require("./lint.cjs")["src/cli/output.ts"]});var R=i((Z,w)=>{w.exports=require("./lint.cjs")["src/cli/usage-error.ts"]});var G={};U(G,{completionCommand:()=>I});module.exports=F(G);var M=c(d()),W=c(_()),t=c(h()),l=c(P()),x=c(C()),L=c(R()),m={bash:k,zsh:A,fish:B};function I({words:o}){let[n="",...e]=o,s=Object.hasOwn(m,n)&&e.length===0?m[n]:void 0;if(!s)throw new L.UsageError(`completion takes ${Object.keys(m).join(", ")}${n===""?"":`, not ${o.join(" ")}`}: source <(sa-lint completion bash)`);return(0,x.writeOut)(s()),0}var p=t.commandNames.filter(o=>o!=="lint");function N(o){return Object.entries({...t.commands[o].options,...l.everywhereOptions})}function y(o){return N(o).flatMap(([n,{short:e}])=>[`--${n}`,...e?[`-${e}`]:[]]).join(" ")}function E(){return Object.values((0,M.builtinRules)()).flat().map(({id:o})=>o).sort().join(" ")}var X=[...new Set(t.commandNames.flatMap(t.formatsOf))].join(" ");function k(){let o=p.map(n=>`    ${n}) flags="${y(n)}" ;;`).join(`
`);return`# bash completion of sa-lint: source <(sa-lint completion bash)
_sa_lint() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]} flags
  case $before in
    --fail-on) COMPREPLY=($(compgen -W "${W.severities.join(" ")}" -- "$word")); return ;;
    --format|-f) COMPREPLY=($(compgen -W "${X}" -- "$word")); return ;;
    --color) COMPREPLY=($(compgen -W "auto always never" -- "$word")); return ;;
    explain) COMPREPLY=($(compgen -W "${E()}" -- "$word")); return ;;
    completion) COMPREPLY=($(compgen -W "${Object.keys(m).join(" ")}" -- "$word")); return ;;
  esac
  case $command in
${o}
    *) flags="${y("lint")}" ;;
  esac
  if [[ $word == -* ]]; then COMPREPLY=($(compgen -W "$flags" -- "$word"))
  elif ((COMP_CWORD == 1)); then COMPREPLY=($(compgen -W "${p.join(" ")}" -- "$word") $(compgen -f -- "$word"))
  else COMPREPLY=($(compgen -f -- "$word")); fi
}
complete -o filenames -F _sa_lint sa-lint
`}function A(){return`#compdef sa-lint
# zsh completion of sa-lint: source <(sa-lint completion zsh)
autoload -U +X bashcompinit && bashcompinit
${k()}`}function B(){let o=e=>`'${e.replace(/'/g,"\\'")}'`,n=["# fish completion of sa-lint: sa-lint completion fish | source","set -l commands "+p.join(" ")];for(let e of p)n.push(`complete -c sa-lint -n "not __fish_seen_subcommand_from $commands" -a ${e} -d ${o(t.commands[e].help)}`);for(let[e,s]of Object.entries(t.commands)){let r=e==="lint"?"not __fish_seen_subcommand_from $commands":`__fish_seen_subcommand_from ${e}`;for(let[Y,a]of Object.entries({...s.options,...l.everywhereOptions}))n.push(`complete -c sa-lint -n "${r}" -l ${Y}${a.short?` -s ${a.short}`:""}${a.type==="string"?" -r":""} -d ${o(a.help)}`)}return n.push(`complete -c sa-lint -n "__fish_seen_subcommand_from explain" -f -a ${o(E())}`,`complete -c sa-lint -n "__fish_seen_subcommand_from completion" -f -a "${Object.keys(m).join(" ")}"`),`${n.join(`
`)}
`}0&&(module.exports={completionCommand});
