using Vql.Storage.Buffers;

namespace Vql.Storage.Postgres;

/// <summary>A set of rows as JSON by UUID, in a rented buffer.</summary>
public sealed class RowSet : IDisposable
{
    private readonly Dictionary<string, (int Begin, int Length)> _places;

    internal RowSet(int capacity) => _places = new Dictionary<string, (int, int)>(capacity);

    internal Utf8Buffer Buffer { get; } = new(32 * 1024);

    /// <summary>The number of rows.</summary>
    public int Count => _places.Count;

    /// <summary>Gets a row.</summary>
    /// <param name="uuid">The UUID of the row.</param>
    /// <param name="row">The JSON without the closing brace, so that members can be added. Valid until disposal.</param>
    /// <returns>Whether the set contains the row.</returns>
    public bool TryGet(string uuid, out ReadOnlySpan<byte> row)
    {
        var found = _places.TryGetValue(uuid, out var place);
        row = found ? Buffer.Written.Span.Slice(place.Begin, place.Length) : default;
        return found;
    }

    /// <inheritdoc/>
    public void Dispose() => Buffer.Dispose();

    internal void Add(string uuid, int begin) => _places[uuid] = (begin, Buffer.Length - begin);
}
