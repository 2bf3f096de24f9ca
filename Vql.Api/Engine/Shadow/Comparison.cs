using System.Buffers;
using System.Text;
using System.Text.Json;
using Vql.Api.Telemetry;
using Vql.Core.Language;

namespace Vql.Api.Engine.Shadow;

/// <summary>A question that one engine has answered, to be asked of the other.</summary>
/// <param name="Entity"><c>contact</c> or <c>company</c>.</param>
/// <param name="Operation">What kind of question.</param>
/// <param name="Query">The question.</param>
/// <param name="Answered">The fingerprint of the answer.</param>
/// <param name="IsBySearch">Whether the search answered.</param>
/// <param name="Ask">Asks the search; null when it fails.</param>
/// <param name="Read">Asks PostgreSQL.</param>
internal sealed record Comparison(
    string Entity, string Operation, VqlQuery Query, IReadOnlyList<string> Answered, bool IsBySearch,
    Func<CancellationToken, Task<IReadOnlyList<string>?>> Ask, Func<CancellationToken, Task<IReadOnlyList<string>>> Read)
{
    /// <summary>The operation and the entity as metrics name them.</summary>
    public Subject Subject => new(Operation, Entity);

    /// <summary>The question as it is written.</summary>
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
