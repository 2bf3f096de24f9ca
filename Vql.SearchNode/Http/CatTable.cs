using System.Text;
using System.Text.Json.Nodes;
using Vql.SearchNode.Documents;

namespace Vql.SearchNode.Http;

/// <summary>A column of a table.</summary>
/// <param name="Name">The name.</param>
/// <param name="Aliases">Other names that select it.</param>
/// <param name="IsNumber">Whether its values are aligned to the right.</param>
internal sealed record CatColumn(string Name, string Aliases = "", bool IsNumber = false)
{
    public bool IsNamed(string name) => name == Name || Aliases.Split(',').Contains(name);
}

/// <summary>A table for people, as text or as JSON.</summary>
/// <param name="Columns">The columns.</param>
/// <param name="Rows">The rows.</param>
internal sealed record CatTable(IReadOnlyList<CatColumn> Columns, IReadOnlyList<string[]> Rows)
{
    /// <summary>The URL parameters of tables.</summary>
    public static readonly string[] Parameters =
        ["v", "h", "s", "help", "format", "bytes", "time", "ts", "local", "master_timeout", "timeout", .. IndexOptions.Names];

    /// <summary>Writes the table in the requested format.</summary>
    /// <exception cref="NodeException">The order or the format is invalid.</exception>
    public Task WriteAsync(HttpContext context)
    {
        var query = context.Request.Query;
        if (Flag(query, "help"))
        {
            return TextAsync(context, string.Concat(Columns.Select(column => $"{column.Name} | {column.Aliases} | {column.Name}\n")));
        }

        var rows = Sorted(query["s"].ToString());
        var selected = Selected(query);
        var format = query["format"].ToString();
        if (format is not ("" or "text" or "txt" or "json"))
        {
            throw NodeException.IllegalArgument($"this node does not support the format [{format}]");
        }

        var acceptsJson = context.Request.Headers.Accept.ToString() is var accept
            && accept.Contains("json", StringComparison.Ordinal) && !accept.Contains("text/plain", StringComparison.Ordinal);
        return format == "json" || (format.Length == 0 && acceptsJson)
            ? Json.WriteResponseAsync(context, new JsonArray([.. rows.Select(row => (JsonNode)new JsonObject(
                selected.Select(column => KeyValuePair.Create(Columns[column].Name, (JsonNode?)row[column]))))]))
            : TextAsync(context, Text(rows, selected, Flag(query, "v")));
    }

    private static Task TextAsync(HttpContext context, string text)
    {
        context.Response.ContentType = "text/plain; charset=UTF-8";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    private string Text(List<string[]> rows, List<int> selected, bool hasHeader)
    {
        var widths = selected.ConvertAll(column => rows.Select(row => row[column].Length)
            .Append(hasHeader ? Columns[column].Name.Length : 0).Max());
        var text = new StringBuilder();
        foreach (var row in hasHeader ? rows.Prepend([.. Columns.Select(column => column.Name)]) : rows)
        {
            for (var cell = 0; cell < selected.Count; cell++)
            {
                var (value, isNumber) = (row[selected[cell]], Columns[selected[cell]].IsNumber);
                text.Append(isNumber ? value.PadLeft(widths[cell]) : cell == selected.Count - 1 ? value : value.PadRight(widths[cell]))
                    .Append(cell == selected.Count - 1 ? '\n' : ' ');
            }

            if (selected.Count == 0)
            {
                text.Append('\n');
            }
        }

        return text.ToString();
    }

    private List<int> Selected(IQueryCollection query) => !query.TryGetValue("h", out var names)
        ? [.. Enumerable.Range(0, Columns.Count)]
        : [.. names.ToString().Split(',').SelectMany(name => Enumerable.Range(0, Columns.Count).Where(column =>
            Columns[column].IsNamed(name) || (name.Contains('*', StringComparison.Ordinal)
                && Indices.IndexExpression.Matches(name, Columns[column].Name)))).Distinct()];

    private List<string[]> Sorted(string keys)
    {
        IEnumerable<string[]> rows = Rows;
        foreach (var key in keys.Split(',', StringSplitOptions.RemoveEmptyEntries).Reverse())
        {
            var name = key.Split(':')[0];
            var column = Enumerable.Range(0, Columns.Count).FirstOrDefault(number => Columns[number].IsNamed(name), -1);
            if (column < 0)
            {
                throw NodeException.IllegalArgument($"Unable to sort by unknown sort key `{name}`");
            }

            Func<string[], (decimal, string)> value = row => Columns[column].IsNumber && decimal.TryParse(row[column], out var number)
                ? (number, "") : (0, row[column]);
            var order = Comparer<(decimal Number, string Text)>.Create((first, second) =>
                first.Number != second.Number ? first.Number.CompareTo(second.Number) : string.CompareOrdinal(first.Text, second.Text));
            rows = key.EndsWith(":desc", StringComparison.Ordinal) ? rows.OrderByDescending(value, order) : rows.OrderBy(value, order);
        }

        return [.. rows];
    }

    private static bool Flag(IQueryCollection query, string name) =>
        Flags.Read(name, query.TryGetValue(name, out var value) ? value.ToString() : null, defaultValue: false);
}
