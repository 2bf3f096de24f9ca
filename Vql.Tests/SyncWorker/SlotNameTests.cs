using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Vql.SyncWorker.Capture;

namespace Vql.Tests.SyncWorker;

public sealed class SlotNameTests
{
    private static readonly string Longest = new('d', 63);

    [Theory]
    [InlineData("vql")]
    [InlineData("my_db_1")]
    public void Slot_OfAPlainName_IsThatName(string database) => Assert.Equal($"vql_{database}", Read(database).Slot);

    [Fact]
    public void Slots_OfAnyTwoDatabases_Differ_AndAreNamesThatPostgresTakes()
    {
        string[] databases =
        [
            "mydb_1", "MyDb-1", "MyDb.1", "mydb-1", "größe", "grösse", Longest, Longest[1..], Longest[3..], Longest[4..],
            $"{Longest[1..]}e", "a b", "a\"b",
        ];
        var slots = databases.Select(database => Read(database).Slot).ToList();
        Assert.Equal(databases.Length, slots.Distinct().Count());
        Assert.All(slots, slot => Assert.Matches("^[a-z0-9_]{1,63}$", slot));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    [InlineData(63)]
    public void Slot_ThatIsGiven_MayHaveAnyLengthThatPostgresTakes(int length)
    {
        var options = Read("vql", new string('s', length));
        Assert.Equal(new string('s', length), options.Slot);
        Assert.Null(options.FormerSlot);
    }

    [Theory]
    [InlineData("With-Capitals")]
    [InlineData("ssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssss")]
    public void Slot_ThatPostgresDoesNotTake_IsRejected(string slot) =>
        Assert.Contains("VQL_SLOT", Assert.Throws<OptionsValidationException>(() => Read("vql", slot)).Message, StringComparison.Ordinal);

    [Fact]
    public void Slot_ThatEarlierVersionsMade_IsKnown() => Assert.Equal("vql_mydb_1", Read("MyDb-1").FormerSlot);

    private static CaptureOptions Read(string database, string? slot = null) => CaptureOptions.Read(
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["VQL_SLOT"] = slot }).Build(),
        new Npgsql.NpgsqlConnectionStringBuilder { Host = "localhost", Database = database }.ConnectionString);
}
