using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vql.Core.Fields;

namespace Vql.Tests.Api.Contract;

/// <summary>The page that tells which ways have been covered.</summary>
internal static class CoveragePage
{
    public static string Of(IReadOnlyCollection<CoverageOutcome> outcomes)
    {
        var page = new StringBuilder();
        page.Append(
            """
            # What the tests ask on both ways

            Written by `CoverageTests`, which asks every route of the OpenAPI document with every parameter twice over the
            same rows: through VQL (Connectra and the search node) and of PostgreSQL alone, and compares the answers.
            `VQL_WRITE_DOCS=1` writes it again. Parameters with a modifier are asked with each.

            ## Routes

            | route | parameters | VQL | PostgreSQL |
            | --- | --- | --- | --- |

            """.ReplaceLineEndings("\n"));
        foreach (var route in outcomes.GroupBy(outcome => outcome.Case.Operation).OrderBy(route => route.Key.Path, StringComparer.Ordinal).ThenBy(route => route.Key.Method.Method, StringComparer.Ordinal))
        {
            var asked = route.Count(outcome => outcome.Case.Parameter is not null);
            page.Append(CultureInfo.InvariantCulture, $"| {route.Key} | {asked} | {Mark(route.Any(outcome => outcome.ByVql))} | {Mark(route.Any(outcome => outcome.ByTables))} |\n");
        }

        foreach (var entity in outcomes.Where(outcome => outcome.Case.IsFilter).GroupBy(outcome => CoverageCase.EntityOf(outcome.Case.Operation)).OrderBy(group => group.Key))
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## Filters of {FieldCatalogue.For(entity.Key).Table}\n\nThe number of routes that were asked with it.\n\n| filter | VQL | PostgreSQL |\n| --- | --- | --- |\n");
            foreach (var filter in entity.GroupBy(outcome => outcome.Case.Parameter!).OrderBy(filter => filter.Key, StringComparer.Ordinal))
            {
                page.Append(CultureInfo.InvariantCulture, $"| {filter.Key} | {filter.Count(outcome => outcome.ByVql)} | {filter.Count(outcome => outcome.ByTables)} |\n");
            }
        }

        return page.ToString();
    }

    /// <summary>An answer without what tells who gave it, when and where.</summary>
    public static string Comparable(string body, Uri host)
    {
        var text = body.Replace(host.ToString(), "/", StringComparison.Ordinal);
        try
        {
            if (JsonNode.Parse(text) is JsonObject answer)
            {
                answer.Remove("meta");
                answer.Remove("trace_id");
                return answer.ToJsonString();
            }
        }
        catch (JsonException)
        {
        }

        return text;
    }

    private static string Mark(bool covered) => covered ? "yes" : "–";
}
