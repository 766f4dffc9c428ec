var Y=Object.create;var g=Object.defineProperty;var Z=Object.getOwnPropertyDescriptor;var ee=Object.getOwnPropertyNames;var te=Object.getPrototypeOf,ne=Object.prototype.hasOwnProperty;var u=(e,t)=>()=>{try{return t||e((t={exports:{}}).exports,t),t.exports}catch(r){throw t=0,r}},q=(e,t)=>{for(var r in t)g(e,r,{get:t[r],enumerable:!0})},F=(e,t,r,n)=>{if(t&&typeof t=="object"||typeof t=="function")for(let s of ee(t))!ne.call(e,s)&&s!==r&&g(e,s,{get:()=>t[s],enumerable:!(n=Z(t,s))||n.enumerable});return e};var l=(e,t,r)=>(r=e!=null?Y(te(e)):{},F(t||!e||!e.__esModule?g(r,"default",{value:e,enumerable:!0}):r,e)),re=e=>F(g({},"__esModule",{value:!0}),e);var M=u((pe,R)=>{R.exports=require("./lint.cjs")["src/finding/sort.ts"]});var A=u((ue,v)=>{v.exports=require("./report-json.cjs")["src/report/counts.ts"]});var P=u((fe,B)=>{B.exports=require("./report-text.cjs")["src/report/frame.ts"]});var b=u((de,S)=>{S.exports=require("./lint.cjs")["src/report/harmless.ts"]});var z=u(($e,O)=>{O.exports=require("./report-json.cjs")["src/report/links.ts"]});var w=u((ge,C)=>{C.exports=require("./report-text.cjs")["src/report/path-steps.ts"]});var W=u((be,_)=>{_.exports=require("./lint.cjs")["src/report/place-text.ts"]});var E=u((we,D)=>{D.exports=require("./report-json.cjs")["src/report/problems.ts"]});var ce={};q(ce,{markdownReport:()=>V,"src/report/markdown.ts":()=>j});module.exports=re(ce);var j={};q(j,{markdownReport:()=>V});var I=l(M()),f=l(A()),J=l(P()),i=l(b()),K=l(z());var $=l(b()),N=l(w()),se=12;function T({evidence:e}){let t=(0,N.inARow)(e.slice(0,se)),r=new Map(e.flatMap(({nodes:o})=>o??[]).map(({id:o,label:m})=>[o,m])),n=["flowchart LR"],s=new Map,a=o=>{let m=s.get(o);if(m!==void 0)return m;let c=`n${s.size}`;return s.set(o,c),n.push(`  ${c}[${(0,$.mermaidLabel)(r.get(o)??o)}]`),c},p;for(let o of t)if(o.from!==void 0&&o.to!==void 0){let m=a(o.from),c=a(o.to);n.push(`  ${m} -->|${(0,$.mermaidLabel)(o.message)}| ${c}`),p=c}else{let m=`s${n.length}`;n.push(`  ${m}(${(0,$.mermaidLabel)(o.message)})`),p!==void 0&&n.push(`  ${p} --> ${m}`),p=m}let d=e.length-t.length;return d>0&&p!==void 0&&n.push(`  more(${(0,$.mermaidLabel)(`${d} more steps`)})`,`  ${p} --> more`),n.join(`
`)}var Q=l(w()),x=l(W()),U=l(E()),y=5,oe=10;function V(e,{failOn:t,limit:r=6e4}){let n=e.findings.filter(h=>(0,I.isAtLeast)(h.severity,t)),s=`### sa-lint: ${n.length===0?"no findings":(0,f.counted)(n.length,"finding")}

`,a=`${le(e)}${(0,i.harmlessMarkdown)((0,f.countsLine)(e,t))}
`,p=r-Buffer.byteLength(s)-Buffer.byteLength(a)-200,d="",o=0,m=0;for(let h of n){let L=ie(h),k=Buffer.byteLength(L);o+k>p||(d+=L,o+=k,m++)}let c=n.length-m,X=c>0?`\u2026 and ${(0,f.counted)(c,"more finding")}, which did not fit here

`:"";return(s+d+X+a).split(`
`).map(i.harmlessLine).join(`
`)}function ie(e){let t=e.subjects.slice(0,oe).map(s=>(0,i.markdownCode)(s)),r=e.subjects.length-t.length;return`${[`<details>
<summary><b>${e.severity}</b> ${G(e.message)} <code>${G((0,x.placeText)(e.place))}</code></summary>`,`[${(0,i.markdownCode)(e.rule)}](${(0,K.rulePage)(e.rule)}), confidence ${e.confidence}`,H((0,J.codeFrame)(e.place,e.label,{width:100}).join(`
`),"text"),me(e),e.evidence.length>1?H(T(e),"mermaid"):"",e.subjects.length>1?`Affects ${t.join(", ")}${r>0?` and ${r} more`:""}`:"",e.otherRoutes>0?`${(0,f.counted)(e.otherRoutes,"other route")} to the same end`:"",`**What to do:** ${(0,i.markdownProse)(e.remediation)}`,"</details>"].filter(s=>s!=="").join(`

`)}

`}function me({evidence:e}){let t=(0,Q.stepNumbers)(e);return e.map((n,s)=>{let a=`${(0,i.harmlessMarkdown)(n.message)} (${n.place?(0,i.markdownCode)((0,x.placeText)(n.place)):"built in"})`;return t[s]===void 0?`
${a}
`:`${t[s]}. ${a}`}).join(`
`).trim()}function G(e){return(0,i.harmless)(e,300).replace(/[&<>"'@#`*_[\]\\~$]|:(?=\/\/)|(?<=www)\./gi,t=>t==="@"||t==="#"?`${t}&#8203;`:`&#${t.charCodeAt(0)};`)}function H(e,t){let r=Math.max(2,...[...e.matchAll(/`+/g)].map(([s])=>s.length)),n="`".repeat(r+1);return`${n}${t}
${e}
${n}`}function le(e){let t=(0,U.groupProblems)(e.problems.filter(n=>n.severity==="not-evaluated"));if(t.length===0)return"";let r=t.slice(0,y).map(n=>`- ${(0,i.markdownCode)(n.where)}: ${(0,i.harmlessMarkdown)(n.message)}`);return t.length>y&&r.push(`- and ${(0,f.counted)(t.length-y,"more place")}`),`<details>
<summary>Not evaluated: ${(0,f.counted)(t.reduce((n,s)=>n+s.count,0),"problem")}</summary>

${r.join(`
`)}

</details>

`}0&&(module.exports={markdownReport,"src/report/markdown.ts":null});
