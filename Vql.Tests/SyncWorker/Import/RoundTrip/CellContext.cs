namespace Vql.Tests.SyncWorker.Import.RoundTrip;

/// <summary>A country with its phone numbers.</summary>
/// <param name="Names">The names of the country.</param>
/// <param name="Code">The calling code.</param>
/// <param name="Trunk">The trunk prefix of domestic calls.</param>
/// <param name="Area">The area code.</param>
/// <param name="Length">The number of digits after the area code.</param>
internal sealed record Place(string[] Names, string Code, string Trunk, string Area, int Length)
{
    public static IReadOnlyList<Place> All { get; } =
    [
        new(["USA", "US", "United States", "united states of America"], "1", "", "415", 7),
        new(["Germany", "DE", "DEU"], "49", "0", "30", 7),
        new(["United Kingdom", "UK", "GB", "Great Britain"], "44", "0", "20", 8),
        new(["France", "FR"], "33", "0", "1", 8),
    ];

    /// <summary>Returns the digits of a phone number after the area code.</summary>
    public string Local(int number) => $"{(Code == "1" ? "5550100" : "79460123")[..(Length - 3)]}{number % 800 + 100}";
}

/// <summary>The company or person that a cell belongs to. All its rows have the same context.</summary>
/// <param name="Number">The number of the company or the person.</param>
/// <param name="Company">The number of the company. Null for none.</param>
/// <param name="IsWestern">Whether all characters of the table are in Windows-1252.</param>
/// <param name="Place">The country. Null if no row contains it.</param>
/// <param name="HasPlace">Whether this row contains the country.</param>
internal sealed record CellContext(int Number, int? Company, bool IsWestern, Place? Place, bool HasPlace)
{
    /// <summary>The domain of the company, or of a person without a company.</summary>
    public string Domain => Company is { } number ? $"firm-{number}.example" : $"mail-{Number}.example";
}
