using Xunit;

namespace Vql.Tests.Core;

public sealed class SolutionTests
{
    [Fact]
    public void Runner_Starts_RunsATest() => Assert.Equal(4, 2 + 2);
}
