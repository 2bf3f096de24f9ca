using Vql.AppHost.Commands;
using Vql.Testing.Files;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.AppHost.Commands;

public sealed class CommandInputTests
{
    [Fact]
    public void CsvFile_ThatDoesNotExist_IsRejectedWithItsFullPath() => Assert.Equal(
        $"The file {Path.Combine(Repository.Root, "data", "absent.csv")} does not exist. Enter the path of a CSV file on this machine.",
        CommandInput.CsvFile(Repository.Root).Validate("data/absent.csv"));

    [Theory]
    [InlineData("data/companies.csv")]
    [InlineData("./data/../data/companies.csv")]
    public void CsvFile_RelativeToTheRepository_IsFound(string path) => Assert.Null(CommandInput.CsvFile(Repository.Root).Validate(path));

    [Theory]
    [InlineData("1")]
    [InlineData("5000000")]
    public void Contacts_InRange_AreAccepted(string value) => Assert.Null(CommandInput.Contacts.Validate(value));

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("1.5")]
    [InlineData("5000001")]
    [InlineData("many")]
    public void Contacts_OutOfRange_AreRejectedWithTheRange(string value) =>
        Assert.Equal("'contacts' must be a whole number between 1 and 5,000,000.", CommandInput.Contacts.Validate(value));
}
