using System.Text.Json;
using Vql.Bench.Load;
using Vql.Bench.Rigs;
using Vql.Core.Language;

namespace Vql.Bench.Api;

/// <summary>The request bodies of all query kinds, alternating, in the format of the API.</summary>
internal sealed class ApiLoad(IReadOnlyList<QueryKind> kinds)
{
    private readonly byte[][] _bodies =
    [
        .. Enumerable.Range(0, kinds.Max(kind => kind.Queries.Count))
            .SelectMany(round => kinds.Select(kind => BodyOf(kind.Queries[round % kind.Queries.Count]))),
    ];

    public Target At(ApiProcess api) => new(new Uri(api.Address, "api/v1/contacts/query"), _bodies, api.Key);

    // API responses always include the companies, so the query does not request them.
    private static byte[] BodyOf(VqlQuery query)
    {
        using var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body))
        {
            VqlWriter.Write(writer, query with { Company = CompanyConfig.None });
        }

        return body.ToArray();
    }
}
