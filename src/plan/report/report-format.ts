/** The forms that a report of a run can take. */
export const REPORT_FORMATS = ['text', 'json', 'html', 'junit', 'csv', 'openmetrics', 'markdown'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** How a file of each ends; `.prom` is what node_exporter's textfile collector looks for. */
export const REPORT_EXTENSIONS: Readonly<Record<ReportFormat, string>> = {
  text: 'txt',
  json: 'json',
  html: 'html',
  junit: 'xml',
  csv: 'csv',
  openmetrics: 'prom',
  markdown: 'md',
};
