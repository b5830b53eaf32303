// Strings that a training may print and a settings file may hold, and that must do nothing in the page. Each would set
// window.pwned, ask the network, or turn the text around.
export const HOSTILE = {
  image: '<img src=x onerror="window.pwned=1">',
  script: "</script><script>window.pwned=2</script>",
  comment: "<!--<script>",
  svg: "<svg/onload=window.pwned=3>",
  link: "javascript:window.pwned=4",
  style: "</style><style>*{display:none}</style><link rel=stylesheet href=http://outside.invalid/x.css>",
  override: "abc\u202egnp.exe",
  control: "bell\u0007 null\u0000 escape\u001b[31m red",
  template: "${window.pwned=5} {{constructor.constructor('window.pwned=6')()}}",
  prototype: "__proto__",
  chinese: "学习率 实验 – 训练完成",
  long: "very_long_name_".repeat(20),
};

// A log's end as a hostile training leaves it.
export const hostileLog = () => `${Object.values(HOSTILE).join("\n")}\nEpoch 3/3 loss 0.123 accuracy 0.912\n训练成功完成\n`;
