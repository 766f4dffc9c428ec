var Q=Object.create;var $=Object.defineProperty;var U=Object.getOwnPropertyDescriptor;var V=Object.getOwnPropertyNames;var X=Object.getPrototypeOf,Y=Object.prototype.hasOwnProperty;var u=(e,t)=>()=>{try{return t||e((t={exports:{}}).exports,t),t.exports}catch(n){throw t=0,n}},k=(e,t)=>{for(var n in t)$(e,n,{get:t[n],enumerable:!0})},v=(e,t,n,o)=>{if(t&&typeof t=="object"||typeof t=="function")for(let r of V(t))!Y.call(e,r)&&r!==n&&$(e,r,{get:()=>t[r],enumerable:!(o=U(t,r))||o.enumerable});return e};var a=(e,t,n)=>(n=e!=null?Q(X(e)):{},v(t||!e||!e.__esModule?$(n,"default",{value:e,enumerable:!0}):n,e)),Z=e=>v($({},"__esModule",{value:!0}),e);var F=u((ie,q)=>{q.exports=require("./lint.cjs")["src/finding/sort.ts"]});var M=u((me,R)=>{R.exports=require("./report-json.cjs")["src/report/counts.ts"]});var B=u((ce,A)=>{A.exports=require("./report-text.cjs")["src/report/frame.ts"]});var g=u((le,P)=>{P.exports=require("./lint.cjs")["src/report/harmless.ts"]});var O=u((ae,S)=>{S.exports=require("./report-json.cjs")["src/report/links.ts"]});var T=u((ue,C)=>{C.exports=require("./lint.cjs")["src/report/place-text.ts"]});var N=u((fe,_)=>{_.exports=require("./report-json.cjs")["src/report/problems.ts"]});var oe={};k(oe,{markdownReport:()=>J,"src/report/markdown.ts":()=>y});module.exports=Z(oe);var y={};k(y,{markdownReport:()=>J});var E=a(F()),p=a(M()),G=a(B()),s=a(g()),H=a(O());var f=a(g()),ee=12;function z(e){let t=e.evidence.slice(0,ee),n=["flowchart LR"],o=new Map,r=i=>{let c=o.get(i);if(c!==void 0)return c;let l=`n${o.size}`;return o.set(i,l),n.push(`  ${l}[${(0,f.mermaidLabel)(i)}]`),l},m;for(let i of t)if(i.from!==void 0&&i.to!==void 0){let c=r(i.from),l=r(i.to);n.push(`  ${c} -->|${(0,f.mermaidLabel)(i.message)}| ${l}`),m=l}else{let c=`s${n.length}`;n.push(`  ${c}(${(0,f.mermaidLabel)(i.message)})`),m!==void 0&&n.push(`  ${m} --> ${c}`),m=c}let d=e.evidence.length-t.length;return d>0&&m!==void 0&&n.push(`  more(${(0,f.mermaidLabel)(`${d} more steps`)})`,`  ${m} --> more`),n.join(`
`)}var w=a(T()),I=a(N()),b=5,te=10;function J(e,{failOn:t,limit:n=6e4}){let o=e.findings.filter(h=>(0,E.isAtLeast)(h.severity,t)),r=`### sa-lint: ${o.length===0?"no findings":(0,p.counted)(o.length,"finding")}

`,m=`${re(e)}${(0,s.harmlessMarkdown)((0,p.countsLine)(e,t))}
`,d=n-Buffer.byteLength(r)-Buffer.byteLength(m)-200,i="",c=0,l=0;for(let h of o){let j=ne(h),L=Buffer.byteLength(j);c+L>d||(i+=j,c+=L,l++)}let x=o.length-l,K=x>0?`\u2026 and ${(0,p.counted)(x,"more finding")}, which did not fit here

`:"";return(r+i+K+m).split(`
`).map(s.harmlessLine).join(`
`)}function ne(e){let t=e.subjects.slice(0,te).map(r=>(0,s.markdownCode)(r)),n=e.subjects.length-t.length;return`${[`<details>
<summary><b>${e.severity}</b> ${W(e.message)} <code>${W((0,w.placeText)(e.place))}</code></summary>`,`[${(0,s.markdownCode)(e.rule)}](${(0,H.rulePage)(e.rule)}), confidence ${e.confidence}`,D((0,G.codeFrame)(e.place,e.label,{width:100}).join(`
`),"text"),e.evidence.map((r,m)=>`${m+1}. ${(0,s.harmlessMarkdown)(r.message)} (${r.place?(0,s.markdownCode)((0,w.placeText)(r.place)):"built in"})`).join(`
`),e.evidence.length>1?D(z(e),"mermaid"):"",e.subjects.length>1?`Affects ${t.join(", ")}${n>0?` and ${n} more`:""}`:"",e.otherRoutes>0?`${(0,p.counted)(e.otherRoutes,"other route")} to the same end`:"",`**What to do:** ${(0,s.markdownProse)(e.remediation)}`,"</details>"].filter(r=>r!=="").join(`

`)}

`}function W(e){return(0,s.harmless)(e,300).replace(/[&<>"'@#`*_[\]\\~$]|:(?=\/\/)|(?<=www)\./gi,t=>t==="@"||t==="#"?`${t}&#8203;`:`&#${t.charCodeAt(0)};`)}function D(e,t){let n=Math.max(2,...[...e.matchAll(/`+/g)].map(([r])=>r.length)),o="`".repeat(n+1);return`${o}${t}
${e}
${o}`}function re(e){let t=(0,I.groupProblems)(e.problems.filter(o=>o.severity==="not-evaluated"));if(t.length===0)return"";let n=t.slice(0,b).map(o=>`- ${(0,s.markdownCode)(o.where)}: ${(0,s.harmlessMarkdown)(o.message)}`);return t.length>b&&n.push(`- and ${(0,p.counted)(t.length-b,"more place")}`),`<details>
<summary>Not evaluated: ${(0,p.counted)(t.reduce((o,r)=>o+r.count,0),"problem")}</summary>

${n.join(`
`)}

</details>

`}0&&(module.exports={markdownReport,"src/report/markdown.ts":null});
