namespace Vql.SyncWorker.Import.Identity;

/// <summary>
/// The line of the file on which each row of a table first occurred, by the id of the row, and whether the file created the row. Uses
/// four bytes per row.
/// </summary>
internal sealed class SeenRows
{
    private const int PageBits = 10;
    private const int PageSize = 1 << PageBits;
    private const long MaxLine = uint.MaxValue >> 1;

    private readonly Dictionary<long, uint[]> _pages = [];

    /// <summary>The number of rows in the file that existed before the import.</summary>
    public long Existing { get; private set; }

    /// <summary>Adds a row, unless it was added before.</summary>
    /// <param name="id">The id of the row.</param>
    /// <param name="line">The line of the file.</param>
    /// <param name="isNew">Whether the file created the row.</param>
    public void Add(long id, long line, bool isNew)
    {
        if (!_pages.TryGetValue(id >> PageBits, out var page))
        {
            _pages[id >> PageBits] = page = new uint[PageSize];
        }

        ref var first = ref page[id & (PageSize - 1)];
        if (first == 0)
        {
            first = ((uint)Math.Clamp(line, 1, MaxLine) << 1) | (isNew ? 1u : 0u);
            Existing += isNew ? 0 : 1;
        }
    }

    /// <summary>Returns the line on which a row first occurred, or null.</summary>
    public long? LineOf(long id) => EntryOf(id) is var entry and > 0 ? entry >> 1 : null;

    /// <summary>Returns whether the file created a row.</summary>
    public bool IsCreated(long id) => (EntryOf(id) & 1) != 0;

    private uint EntryOf(long id) => _pages.TryGetValue(id >> PageBits, out var page) ? page[id & (PageSize - 1)] : 0;
}
