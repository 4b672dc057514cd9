/**
 * How a chart looks, light and dark. Whoever shows it inline lights what is going on by giving elements the class
 * `active` (a state it is in) or `taken` (a way it went), and may set the variables. Nothing outside a chart is styled.
 */
export const chartStyle = `
.chart { --paper: #ffffff; --ink: #1f2933; --soft: #5b6774; --line: #8793a0; --box: #f4f6f9; --inner: #ffffff;
  --edge: #b6c0cb; --active: #0b6bcb; --active-box: #dcecfd; --taken: #c2570c;
  font-family: ui-sans-serif, system-ui, "Segoe UI", Helvetica, Arial, sans-serif; }
@media (prefers-color-scheme: dark) {
  .chart { --paper: #0d1117; --ink: #e6edf3; --soft: #9aa7b4; --line: #76838f; --box: #161b22; --inner: #0d1117;
    --edge: #3a444f; --active: #58a6ff; --active-box: #12304f; --taken: #f0883e; }
}
.chart .paper { fill: var(--paper); }
.chart .state > rect { fill: var(--box); stroke: var(--edge); stroke-width: 1.2; }
.chart .state.compound > rect, .chart .state.parallel > rect { fill: var(--inner); }
.chart .state.root > rect { fill: none; }
.chart .state.region > rect { stroke-dasharray: 5 4; }
.chart .state > .name { fill: var(--ink); font-size: 14px; font-weight: 600; text-anchor: middle; }
.chart .state.compound > .name, .chart .state.parallel > .name { text-anchor: start; }
.chart .staying text { fill: var(--soft); font-size: 12px; }
.chart .arrow path, .chart .start path { fill: none; stroke: var(--line); stroke-width: 1.3; }
.chart .arrow .head, .chart .start .head { fill: var(--line); stroke: none; }
.chart .start circle { fill: var(--ink); }
.chart .arrow .label rect { fill: var(--inner); opacity: 0.88; }
.chart .arrow text { fill: var(--ink); font-size: 12px; text-anchor: middle; }
.chart .arrow .after text { font-style: italic; }
.chart .arrow .done text { fill: var(--soft); font-style: italic; }
.chart .state.active > rect { stroke: var(--active); stroke-width: 2; }
.chart .state.active.atomic > rect, .chart .state.active.final > rect { fill: var(--active-box); }
.chart .arrow.taken path { stroke: var(--taken); stroke-width: 2.4; }
.chart .arrow.taken .head { fill: var(--taken); }
.chart .transition.taken text { fill: var(--taken); font-weight: 700; }
`;
