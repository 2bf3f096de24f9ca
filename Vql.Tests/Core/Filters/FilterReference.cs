using System.Text;
using Vql.Core.Fields;
using Vql.Core.Filters;

namespace Vql.Tests.Core.Filters;

/// <summary>Generates the reference page of filters and orders from their tables.</summary>
internal static class FilterReference
{
    private const string Rules = """
        # Filters and orders

        Generated from the tables in `Vql.Core/Filters`. A test fails if the page is out of date and shows how to regenerate it.

        - Several values of a filter can be separated by commas, sent as repeated parameters, or sent as a JSON array of strings
          (`["a, b","c"]`, for values with commas). The three forms can be combined. Different filters must all match, even if
          they search the same field.
        - **words**: a value matches if all its words occur, in any order. Accents and apostrophes don't count. A word of 5 to 7
          letters can have one typo, and a longer one two; shorter words have none, so `CFO` doesn't find `CEO`. Exclusions have
          none at all. `NAME.fuzzy=false` disables typos, and a number from 3 to 20 sets the minimum number of letters. In `search`,
          web and email addresses have no typos unless it is set.
        - `NAME.match=exact` finds a phrase, `prefix` the beginning of the last word, and `substring` a part of a word: `engin` finds
          `bioengineer`, and `xyzeng` finds nothing. Domains have `NAME.match=subdomain`, which also finds `blog.example.com`.
        - **Synonyms** of job titles match, too: `CEO` and `chief executive officer`, or `VP` and `vice president`.
          `NAME.synonyms=false` disables them. `Vql.Core/Aliases/Titles.txt` contains them, and a deployment can
          [add others](deployment.md#synonyms).
        - **search** requires each word in any of the searched fields: `jerrod kessler`, or `engineer mobilligy`. At most 12 words.
        - **values**: the whole value must match. Case, accents (`zurich` finds `Zürich`) and the width of characters are ignored;
          accents are significant in email addresses, LinkedIn addresses and other web addresses. Web addresses are compared without
          scheme, `www.`, trailing slash and query, phone numbers by their digits, and domains by the host. LinkedIn
          addresses are equal with and without the host of a country, such as `de.linkedin.com`, and with escaped letters (`j%C3%B6rg`).
          The rules are in [values.md](values.md).
        - A **country**, a state of the United States and a seniority match all their names: `US`, `USA` and `united states` are the
          same filter. `GET /api/v1/capabilities/` lists the names.
        - A **word** is a lower-cased word according to Unicode's word boundaries. In
          titles, `C++`, `C#`, `F#`, `.NET` and `R&D` are separate words. `Node.js` is one word in all fields.
        - Where words are searched, a value without a letter or digit is rejected. A substring with fewer than three is rejected, too.
        - A date is `2024-02-10` (midnight UTC), `2024-02-10T12:00:00` with `Z`, with a time zone or without one for UTC, or the
          number of seconds since 1970.
        - An exclusion also returns rows without a value, including contacts without a company. A bound excludes them.
        - A Boolean is `true`, `1`, `yes`, `y` or `on`, or `false`, `0`, `no`, `n` or `off`.
        - Unknown parameters are rejected (400). So are parameters that the original API accepted but ignored.


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
        page.Append($"## {filters.Fields.Table}\n\n| filter | matches | fields | example |\n| --- | --- | --- | --- |\n");
        foreach (var filter in filters.Parameters)
        {
            var alias = filter.Alias is { } other ? $", `{other}`" : "";
            var fields = filter.Modifies.Count > 0
                ? $"modifies {string.Join(", ", filter.Modifies.Select(modified => $"`{modified}`"))}"
                : string.Join("; ", filter.Fields
                    .GroupBy(field => filter.Kind == FilterKind.Domain ? "domains" : Reading(filters.Fields[field].Kind))
                    .Select(group => $"{group.Key}: {string.Join(", ", group)}"));
            var description = $"{filter.Description} {filter.MultipleValues}".TrimEnd();
            page.Append($"| `{filter.Name}`{alias} | {description} | {fields} | `{filter.Example}` |\n");
        }

        foreach (var (name, why) in filters.RemovedParameters)
        {
            page.Append($"\n`{name}` {why}.\n");
        }
    }

    private static void AddOrders(StringBuilder page, EntityFields fields, IReadOnlyDictionary<string, string> orders)
    {
        page.Append($"\n### Ordering of {fields.Table}\n\n")
            .Append("`ordering=KEY` sorts in ascending order, `-KEY` or `KEY:desc` in descending order. Several keys are separated by\n")
            .Append("commas. Rows without a value are last, and equal rows are ordered by their uuids. Default: newest first. A list is\n")
            .Append("sorted by its smallest value in ascending order, and by its largest in descending order. Only PostgreSQL sorts by\n")
            .Append("texts, byte by byte; `X-VQL-Fallback` is then `unsupported`.\n\n")
            .Append("`relevance` sorts the best matches first, then the newest rows. It is the default of lists with `search`. See\n")
            .Append("[lists.md](lists.md#relevance).\n\n")
            .Append("| key | field | engines |\n| --- | --- | --- |\n");
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
