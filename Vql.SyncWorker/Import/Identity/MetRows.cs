namespace Vql.SyncWorker.Import.Identity;

/// <summary>
/// The lines of a file on which rows of a table were first met, by the number of the row, and whether the file created them: four
/// bytes for each.
/// </summary>
internal sealed class MetRows
{
    private const int PageBits = 10;
    private const int PageSize = 1 << PageBits;
    private const long MaxLine = uint.MaxValue >> 1;

    private readonly Dictionary<long, uint[]> _pages = [];

    /// <summary>The number of rows that existed before and were met.</summary>
    public long Existing { get; private set; }

    /// <summary>Notes that a row was met.</summary>
    /// <param name="id">The number of the row.</param>
    /// <param name="line">The line.</param>
    /// <param name="isNew">Whether the file created the row.</param>
    public void Add(long id, long line, bool isNew)
    {
        if (!_pages.TryGetValue(id >> PageBits, out var page))
        {
            _pages[id >> PageBits] = page = new uint[PageSize];
        }

        ref var met = ref page[id & (PageSize - 1)];
        if (met == 0)
        {
            met = ((uint)Math.Clamp(line, 1, MaxLine) << 1) | (isNew ? 1u : 0u);
            Existing += isNew ? 0 : 1;
        }
    }

    /// <summary>The line on which a row was first met; null when it was not.</summary>
    public long? LineOf(long id) => Of(id) is var met and > 0 ? met >> 1 : null;

    /// <summary>Returns whether the file created a row.</summary>
    public bool IsCreated(long id) => (Of(id) & 1) != 0;

    private uint Of(long id) => _pages.TryGetValue(id >> PageBits, out var page) ? page[id & (PageSize - 1)] : 0;
}
