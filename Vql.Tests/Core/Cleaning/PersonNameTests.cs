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
    [InlineData("M.S. Dhoni", "M.S.", "Dhoni", "")]
    [InlineData("D.R. Patel", "D.R.", "Patel", "")]
    [InlineData("Salinger, J.D.", "J.D.", "Salinger", "")]
    [InlineData("Ewing, J.R.", "J.R.", "Ewing", "")]
    [InlineData("Rahman, Md.", "Md.", "Rahman", "")]
    [InlineData("Ana de los Santos", "Ana", "de los Santos", "")]
    [InlineData("ANA DE LA CRUZ", "ANA", "DE LA CRUZ", "")]
    [InlineData("Kim Do Yeon", "Kim Do", "Yeon", "")]
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
