namespace Vql.SyncWorker.Import.Identity;

/// <summary>
/// The line of the file on which each row of a table first occurred, by the id of the row. Uses four bytes per row.
/// </summary>
internal sealed class SeenRows
{
    private const int PageBits = 10;
    private const int PageSize = 1 << PageBits;

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
            first = (uint)Math.Clamp(line, 1, uint.MaxValue);
            Existing += isNew ? 0 : 1;
        }
    }

    /// <summary>Returns the line on which a row first occurred, or null.</summary>
    public long? LineOf(long id) =>
        _pages.TryGetValue(id >> PageBits, out var page) && page[id & (PageSize - 1)] is var line and > 0 ? line : null;
}
