using System.Text.Json.Nodes;
using Vql.SyncWorker.Import;
using Vql.SyncWorker.Import.Columns;

namespace Vql.SyncWorker.Commands;

/// <summary>Formats the report of an import as text and as JSON.</summary>
internal static class ImportDescription
{
    /// <summary>Describes the format of the file and the mapping of its columns.</summary>
    public static IEnumerable<string> Mapping(string format, ColumnMap columns)
    {
        yield return $"{format}; the rows are {(columns.Kind == TableKind.People ? "people" : "companies")}";
        foreach (var column in columns.Columns)
        {
            yield return $"  {column.Header} → {column.Field.Name}";
        }

        foreach (var column in columns.Ignored)
        {
            yield return $"  {column.Header} is ignored: {column.Reason}";
        }
    }

    /// <summary>Describes the result of the import.</summary>
    public static IEnumerable<string> Lines(ImportReport report)
    {
        foreach (var notice in report.Notices)
        {
            yield return $"note: {notice}";
        }

        var imported = report.IsDryRun ? "would be imported" : "imported";
        yield return $"{report.Imported:N0} of {report.Rows:N0} rows {imported} ({report.RowsPerSecond:N0} rows/s)";
        foreach (var (name, table) in Tables(report))
        {
            var changes = string.Join(", ", table.UpdatedColumns.Select(column => $"{column.Key} {column.Value:N0}"));
            yield return $"{name}: {table.Created:N0} created, {table.Updated:N0} updated, {table.Unchanged:N0} unchanged, "
                + $"{table.Restored:N0} restored{(changes.Length == 0 ? "" : $" (changed: {changes})")}";
        }

        if (report.Merged > 0)
        {
            yield return $"{report.Merged:N0} rows were merged into an earlier row of the file:";
            foreach (var merged in report.FirstMerged)
            {
                yield return $"  line {merged.Line} into line {merged.Earlier}";
            }
        }

        foreach (var ((column, reading), values) in report.Values.Counts)
        {
            yield return $"{column}: {values.Count:N0} values {reading.Replace('_', ' ')}";
            foreach (var example in values.Examples)
            {
                yield return $"  line {example.Line}: '{example.Value}' {example.Explanation}";
            }
        }

        foreach (var (table, change) in report.Changes)
        {
            yield return $"line {change.Line}: {table}.{change.Column} of {change.Uuid}: "
                + $"{change.Before ?? "nothing"} → {change.After ?? "nothing"}";
        }

        foreach (var reject in report.FirstRejects)
        {
            yield return $"line {reject.Line}: {reject.Reason}";
        }

        if (report.Rejected > 0)
        {
            yield return $"{report.Rejected:N0} rows rejected";
        }

        if (report.RejectsFile is not null)
        {
            yield return $"The rejected rows are in {report.RejectsFile}. Correct them there and import that file.";
        }
    }

    /// <summary>Returns the report as JSON.</summary>
    public static JsonObject Json(ImportReport report)
    {
        var json = new JsonObject
        {
            ["rows"] = report.Rows,
            ["imported"] = report.Imported,
            ["companies"] = report.Companies.Written,
            ["contacts"] = report.Contacts.Written,
            ["created"] = report.Companies.Created + report.Contacts.Created,
            ["updated"] = report.Companies.Updated + report.Contacts.Updated,
            ["unchanged"] = report.Companies.Unchanged + report.Contacts.Unchanged,
            ["restored"] = report.Companies.Restored + report.Contacts.Restored,
            ["merged"] = report.Merged,
            ["rejected"] = report.Rejected,
            ["rejected_values"] = report.RejectedValues,
            ["dry_run"] = report.IsDryRun,
            ["format"] = report.Format,
            ["kind"] = report.Columns.Kind == TableKind.People ? "people" : "companies",
            ["notices"] = Array(report.Notices, notice => notice),
            ["mapping"] = Array(
                report.Columns.Columns, column => new JsonObject { ["column"] = column.Header, ["field"] = column.Field.Name }),
            ["ignored_columns"] = Array(report.Columns.Ignored, column => column.Header),
            ["ignored"] = Array(
                report.Columns.Ignored, column => new JsonObject { ["column"] = column.Header, ["reason"] = column.Reason }),
            ["merged_rows"] = Array(report.FirstMerged, merged => new JsonObject { ["line"] = merged.Line, ["into"] = merged.Earlier }),
            ["values"] = Array(report.Values.Counts, Value),
            ["changes"] = Array(report.Changes, Change),
            ["rejects_file"] = report.RejectsFile,
            ["rejects"] = Array(report.FirstRejects, reject => new JsonObject { ["line"] = reject.Line, ["reason"] = reject.Reason }),
            ["seconds"] = Math.Round(report.Elapsed.TotalSeconds, 3),
            ["rows_per_s"] = Math.Round(report.RowsPerSecond),
        };
        json["tables"] = new JsonObject(
            Tables(report).Select(table => KeyValuePair.Create<string, JsonNode?>(table.Name, Table(table.Table))));
        return json;
    }

    private static (string Name, TableReport Table)[] Tables(ImportReport report) =>
        [("companies", report.Companies), ("contacts", report.Contacts)];

    private static JsonObject Table(TableReport table) => new()
    {
        ["created"] = table.Created,
        ["updated"] = table.Updated,
        ["unchanged"] = table.Unchanged,
        ["restored"] = table.Restored,
        ["updated_columns"] = new JsonObject(
            table.UpdatedColumns.Select(column => KeyValuePair.Create<string, JsonNode?>(column.Key, column.Value))),
    };

    private static JsonObject Value(KeyValuePair<(string Column, string Reading), ValueCount> values) => new()
    {
        ["column"] = values.Key.Column,
        ["reading"] = values.Key.Reading,
        ["count"] = values.Value.Count,
        ["examples"] = Array(values.Value.Examples, example => new JsonObject
        {
            ["line"] = example.Line,
            ["value"] = example.Value,
            ["explanation"] = example.Explanation,
        }),
    };

    private static JsonObject Change(ValueChange change) => new()
    {
        ["line"] = change.Difference.Line,
        ["table"] = change.Table,
        ["uuid"] = change.Difference.Uuid,
        ["column"] = change.Difference.Column,
        ["before"] = Parse(change.Difference.Before),
        ["after"] = Parse(change.Difference.After),
    };

    private static JsonNode? Parse(string? json) => json is null ? null : JsonNode.Parse(json);

    private static JsonArray Array<T>(IEnumerable<T> values, Func<T, JsonNode?> node) => [.. values.Select(node)];
}
