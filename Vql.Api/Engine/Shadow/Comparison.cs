using System.Buffers;
using System.Text;
using System.Text.Json;
using Vql.Api.Telemetry;
using Vql.Core.Language;

namespace Vql.Api.Engine.Shadow;

/// <summary>An answer of one engine, to be compared with that of the other.</summary>
/// <param name="Entity"><c>contact</c> or <c>company</c>.</param>
/// <param name="Operation">The operation.</param>
/// <param name="Query">The query.</param>
/// <param name="Answered">The fingerprint of the answer.</param>
/// <param name="IsBySearch">Whether the search answered.</param>
/// <param name="Search">Returns the fingerprint of the search's answer; null when it fails.</param>
/// <param name="Read">Returns the fingerprint of PostgreSQL's answer.</param>
internal sealed record Comparison(
    string Entity, string Operation, VqlQuery Query, IReadOnlyList<string> Answered, bool IsBySearch,
    Func<CancellationToken, Task<IReadOnlyList<string>?>> Search, Func<CancellationToken, Task<IReadOnlyList<string>>> Read)
{
    /// <summary>The operation and the entity for metrics.</summary>
    public Subject Subject => new(Operation, Entity);

    /// <summary>The query as JSON.</summary>
    public string QueryJson
    {
        get
        {
            var json = new ArrayBufferWriter<byte>();
            using (var writer = new Utf8JsonWriter(json))
            {
                VqlWriter.Write(writer, Query);
            }

            return Encoding.UTF8.GetString(json.WrittenSpan);
        }
    }
}
