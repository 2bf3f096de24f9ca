using System.Text;
using Vql.Core.Fields;
using Vql.Core.Filters;

namespace Vql.Tests.Core.Filters;

/// <summary>The reference page of filters and orders, written from the tables by which they are read.</summary>
internal static class FilterReference
{
    private const string Rules = """
        # Filters and orders

        Written from the tables in `Vql.Core/Filters`; a test fails when the two differ, and says how to write it anew.

        - Several values of a filter are parted by commas, come as repeated parameters, or stand in a JSON array of strings
          (`["a, b","c"]`, for values with commas); all three may be mixed. Two different filters must both hold, also where
          they look in the same field.
        - **words**: every word of a value is there, in any order, misspellings forgiven. `NAME.match=exact`, `substring` or
          `prefix` reads a value as a phrase, as a part of words or as their beginnings; `NAME.fuzzy=false` forgives nothing.
        - **values**: the whole value. Case, accents (`zurich` finds `Zürich`) and the width of characters make no difference; in e-mail
          addresses, LinkedIn and other addresses accents do. Addresses are compared without scheme, `www.`, trailing slash and query,
          phone numbers by their digits, domains by the host. [values.md](values.md) has the rules.
        - A **country**, a state of the United States and a seniority are found by each of their names: `US`, `USA` and `united states`
          are the same filter. `GET /api/v1/capabilities/` lists the names.
        - A **word** is what Unicode's word boundaries make of a text, lower-cased; accents count, except that fuzzy matching forgives some.
          In titles `C++`, `C#`, `F#`, `.NET` and `R&D` are words of their own, and `Node.js` is one word everywhere.
        - A value without any letter or digit is rejected where words are searched, and so is a part of a word with fewer than three.
        - A date is `2024-02-10`, midnight UTC, or `2024-02-10T12:00:00` with `Z`, a zone or none for UTC; or the seconds since 1970.
        - An exclusion keeps the rows that have no value, contacts without a company among them. A bound leaves them out.
        - A yes is `true`, `1`, `yes`, `y` or `on`; a no `false`, `0`, `no`, `n` or `off`.
        - An unknown parameter is refused (400). So is what the original took and did nothing with.


        """;

    public static string Markdown
    {
        get
        {
            var page = new StringBuilder(Rules.ReplaceLineEndings("\n"));
            foreach (var entity in Enum.GetValues<Entity>())
            {
                AddFilters(page, FilterTable.For(entity));
                AddOrders(page, FieldCatalogue.For(entity), OrderTable.For(entity));
            }

            return page.ToString().TrimEnd('\n') + "\n";
        }
    }

    private static void AddFilters(StringBuilder page, EntityFilters filters)
    {
        page.Append($"## {filters.Fields.Table}\n\n| filter | finds | in | example |\n| --- | --- | --- | --- |\n");
        foreach (var filter in filters.Parameters)
        {
            var alias = filter.Alias is { } other ? $", `{other}`" : "";
            var fields = filter.Modifies.Count > 0
                ? $"modifies {string.Join(", ", filter.Modifies.Select(modified => $"`{modified}`"))}"
                : string.Join("; ", filter.Fields.GroupBy(field => filter.Kind == FilterKind.Domain ? "domains" : Reading(filters.Fields[field].Kind)).Select(group => $"{group.Key}: {string.Join(", ", group)}"));
            page.Append($"| `{filter.Name}`{alias} | {$"{filter.Description} {filter.MultipleValues}".TrimEnd()} | {fields} | `{filter.Example}` |\n");
        }

        foreach (var (name, why) in filters.RemovedParameters)
        {
            page.Append($"\n`{name}` {why}.\n");
        }
    }

    private static void AddOrders(StringBuilder page, EntityFields fields, IReadOnlyDictionary<string, string> orders)
    {
        page.Append($"\n### The order of {fields.Table}\n\n")
            .Append("`ordering=KEY` ascends, `-KEY` or `KEY:desc` descends; several keys are parted by commas. Rows without a value come last,\n")
            .Append("equal rows in the order of their uuids; without `ordering` the newest come first. A list counts by its smallest value\n")
            .Append("where the order ascends, and by its largest where it descends. Only PostgreSQL orders by texts, byte by byte; then\n")
            .Append("`X-VQL-Fallback` is `unsupported`.\n\n")
            .Append("| key | field | answered by |\n| --- | --- | --- |\n");
        foreach (var (key, field) in orders)
        {
            page.Append($"| `{key}` | {field} | {(fields[field].IsSortable ? "both" : "PostgreSQL")} |\n");
        }

        page.Append('\n');
    }

    private static string Reading(FieldKind kind) => kind switch
    {
        FieldKind.Text => "words",
        FieldKind.Keyword => "values",
        FieldKind.Number => "number",
        _ => "date",
    };
}
