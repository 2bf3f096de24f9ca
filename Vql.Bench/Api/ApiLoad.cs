using System.Text.Json;
using Vql.Bench.Load;
using Vql.Bench.Rigs;
using Vql.Core.Language;

namespace Vql.Bench.Api;

/// <summary>The lists of all kinds, in turns, as a caller of the API asks for them.</summary>
internal sealed class ApiLoad(IReadOnlyList<QueryKind> kinds)
{
    private readonly byte[][] _bodies =
    [
        .. Enumerable.Range(0, kinds.Max(kind => kind.Queries.Count))
            .SelectMany(turn => kinds.Select(kind => BodyOf(kind.Queries[turn % kind.Queries.Count]))),
    ];

    public Target At(ApiProcess api) => new(new Uri(api.Address, "api/v1/contacts/query"), _bodies, api.Key);

    // The API's answers have one shape, companies included.
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
