import type { ReportFormat } from '../plan/report/report-format.ts';
import { renderHtml } from './html/report.ts';
import { renderJunit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import type { Material } from './material.ts';
import { renderOpenMetrics } from './openmetrics.ts';
import type { PageStyle } from './page.ts';
import { runCsv } from './run-csv.ts';
import { renderText } from './text.ts';

/** Of a file: as wide as a page that people print or diff. */
export const FILE_STYLE: PageStyle = { width: 120, colour: false, unicode: true };

/** A report in parts that follow each other: one of numbers may be longer than any string. `style`: of text. */
export function renderReport(
  format: ReportFormat,
  material: Material,
  style: PageStyle = FILE_STYLE,
): Iterable<string> {
  const { assessment } = material;
  switch (format) {
    case 'text':
      return [renderText(assessment, style)];
    case 'json':
      return [`${JSON.stringify(assessment, null, 2)}\n`];
    case 'junit':
      return [renderJunit(assessment)];
    case 'csv':
      return runCsv(material);
    case 'openmetrics':
      return [renderOpenMetrics(assessment)];
    case 'html':
      return renderHtml(material);
    case 'markdown':
      return [renderMarkdown(assessment)];
    default:
      return format satisfies never;
  }
}
