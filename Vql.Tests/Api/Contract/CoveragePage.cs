using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vql.Core.Fields;

namespace Vql.Tests.Api.Contract;

/// <summary>Generates the page with the requests that the tests compare on both paths.</summary>
internal static class CoveragePage
{
    public static string Of(IReadOnlyCollection<CoverageOutcome> outcomes)
    {
        var page = new StringBuilder();
        page.Append(
            """
            # Coverage of both paths

            `CoverageTests` generates this page. It requests every route of the OpenAPI document with every parameter on both
            paths, over the same rows, and compares the responses. The VQL path uses Connectra and the search node; the fallback
            path uses PostgreSQL only. Each modifier of a parameter is tested. `VQL_WRITE_DOCS=1` regenerates the page.

            ## Routes

            | route | parameters | VQL | PostgreSQL |
            | --- | --- | --- | --- |

            """.ReplaceLineEndings("\n"));
        foreach (var route in outcomes.GroupBy(outcome => outcome.Case.Operation).OrderBy(
            route => route.Key.Path, StringComparer.Ordinal).ThenBy(route => route.Key.Method.Method, StringComparer.Ordinal))
        {
            var parameters = route.Count(outcome => outcome.Case.Parameter is not null);
            page.Append(
                CultureInfo.InvariantCulture,
                $"| {route.Key} | {parameters} | {Mark(route.Any(outcome => outcome.ByVql))} | "
                + $"{Mark(route.Any(outcome => outcome.ByFallback))} |\n");
        }

        foreach (var entity in outcomes.Where(outcome => outcome.Case.IsFilter).GroupBy(
            outcome => CoverageCase.EntityOf(outcome.Case.Operation)).OrderBy(group => group.Key))
        {
            page.Append(
                CultureInfo.InvariantCulture,
                $"\n## Filters of {FieldCatalogue.For(entity.Key).Table}\n\nThe number of routes that were tested with each "
                + $"filter.\n\n| filter | VQL | PostgreSQL |\n| --- | --- | --- |\n");
            foreach (var filter in entity.GroupBy(outcome => outcome.Case.Parameter!).OrderBy(filter => filter.Key, StringComparer.Ordinal))
            {
                page.Append(
                    CultureInfo.InvariantCulture,
                    $"| {filter.Key} | {filter.Count(outcome => outcome.ByVql)} | {filter.Count(outcome => outcome.ByFallback)} |\n");
            }
        }

        return page.ToString();
    }

    /// <summary>Returns a response body without its source, time and host.</summary>
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
