using Vql.Storage.Buffers;

namespace Vql.Storage.Postgres;

/// <summary>Rows as JSON, found by uuid, in one rented buffer.</summary>
public sealed class RowSet : IDisposable
{
    private readonly Dictionary<string, (int Begin, int Length)> _places;

    internal RowSet(int capacity) => _places = new Dictionary<string, (int, int)>(capacity);

    internal Utf8Buffer Buffer { get; } = new(32 * 1024);

    /// <summary>How many there are.</summary>
    public int Count => _places.Count;

    /// <summary>Finds a row.</summary>
    /// <param name="uuid">Its uuid.</param>
    /// <param name="row">Its members without the closing brace, so that more can be added; valid until disposal.</param>
    /// <returns>Whether it is here.</returns>
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
