using Vql.Core.Cleaning;

namespace Vql.Tests.Core.Cleaning;

/// <summary>Tests of splitting full names.</summary>
public sealed class PersonNameTests
{
    [Theory]
    [InlineData("Anna Schmidt", "Anna", "Schmidt", "")]
    [InlineData("Anna Maria Schmidt", "Anna Maria", "Schmidt", "")]
    [InlineData("Schmidt, Anna Maria", "Anna Maria", "Schmidt", "")]
    [InlineData("Jean-Luc De La Tour Jr.", "Jean-Luc", "De La Tour", "Jr.")]
    [InlineData("Dr. Anna von Stein", "Anna", "von Stein", "Dr.")]
    [InlineData("Prof. Dr. Stein", "", "Stein", "Prof.|Dr.")]
    [InlineData("Anna Stein, Ph.D., MBA", "Anna", "Stein", "Ph.D.|MBA")]
    [InlineData("Smith Jr., John", "John", "Smith", "Jr.")]
    [InlineData("van der Berg, Tom", "Tom", "van der Berg", "")]
    [InlineData("Van Morrison", "Van", "Morrison", "")]
    [InlineData("Henry Ford II", "Henry", "Ford", "II")]
    [InlineData("Anna Le", "Anna", "Le", "")]
    [InlineData("Malcolm X", "Malcolm", "X", "")]
    [InlineData("Cher", "Cher", "", "")]
    [InlineData("Stein,", "Stein", "", "")]
    [InlineData("Dr.", "Dr.", "", "")]
    public void Of_AFullName_SplitsIt(string name, string first, string last, string omitted)
    {
        var split = PersonName.Of(name);
        Assert.Equal((first, last, omitted), (split.First, split.Last, string.Join('|', split.Omitted)));
    }
}
