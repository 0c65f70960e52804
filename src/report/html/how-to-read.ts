import { html } from './markup.ts';

export const howToRead = html`<dl>
<dt>pass, fail</dt><dd>A rule about a slope fails only where the whole interval of the slope is over its budget, and passes only where
all of it is under. In between it is inconclusive.</dd>
<dt>inconclusive</dt><dd>What was measured does not decide it, and the reason says what is missing: time, quiet, readings, or a
load generator that kept up. It is never a pass.</dd>
<dt>interval</dt><dd>So far from the observed value the true one may lie, at the confidence that stands beneath the table. Readings that
follow from each other are counted for what they are worth.</dd>
<dt>warm-up</dt><dd>What a service does before its steady state: caches that fill, code that is compiled. Trends begin after it.</dd>
<dt>anon, rss</dt><dd>Anonymous memory and swap, which is what leaks; and all that is resident, files included. Both are summed over
the target's processes.</dd>
<dt>latency, service</dt><dd>From when an operation was due, waiting included; and from when it was sent.</dd>
<dt>generation</dt><dd>One life of a target, from start to end. A restart begins another, with trends of its own.</dd>
<dt>charts</dt><dd>Each point is a reading: of every stretch of time the lowest and the highest are kept. The axis of values does not begin at
zero, so that a slope can be seen; it is as long as what was read. Drag over a chart to look closer, double-click for the whole run, or use
the buttons.</dd></dl>`;
